import NetworkModel

/// The reply: the reverse of what arrived, judged by the same steps with the state of the forward
/// leg (REA-3, K20).
extension Simulator {
  func exchange(
    _ packet: Packet, from emitter: Emitter, choices: Choices, returnChoices: Choices, records: Bool
  ) -> Exchange {
    var walk = Walk(world, packet, .new, choices: choices, records: records)
    let end = walk.start(at: emitter)
    let forward = walk.leg(endingWith: end)
    switch forward.disposition {
    case .dropped: return Exchange(forward: forward, outcome: .forwardFailed)
    case .unknown(let unknown): return Exchange(forward: forward, outcome: .unknown(unknown))
    case .delivered(let receiver):
      var answer = walk.answer(choices: returnChoices)
      let answerEnd = answer.reply(from: receiver, to: emitter)
      let reply = answer.leg(endingWith: answerEnd)
      let outcome = outcome(of: reply, to: emitter, answering: packet)
      return Exchange(forward: forward, reply: reply, outcome: outcome)
    }
  }

  /// Complete iff the reply reached `emitter` as exactly the reverse of what it sent.
  private func outcome(of reply: Leg, to emitter: Emitter, answering packet: Packet) -> Outcome {
    switch reply.disposition {
    case .dropped(let code): return .replyFailed(code)
    case .unknown(let unknown): return .unknown(unknown)
    case .delivered(let receiver):
      let home: Receiver =
        switch emitter {
        case .interface(let id): .interface(id)
        case .internet: .internet
        case .onPremises: .onPremises
        }
      let isReverse = receiver == home && reply.packet == packet.reversed
      return isReverse ? .complete : .replyFailed(.notTheReverse)
    }
  }
}

extension Walk {
  /// The leg of the reply to the packet as it stands now.
  func answer(choices: Choices) -> Walk {
    var answer = Walk(world, packet.reversed, .established, choices: choices, records: records)
    answer.memory = memory
    // FLW-5: also where the reply avoids the firewall, which then sees half of the connection.
    if let inspection = memory.inspection { answer.note(inspection) }
    return answer
  }

  /// Runs the return leg of an exchange that `emitter` began and `receiver` answers.
  mutating func reply(from receiver: Receiver, to emitter: Emitter) -> Disposition {
    switch receiver {
    case .interface(let id):
      return start(at: .interface(id))
    case .internet:
      record("egress", at: .internet, "REA-3")
      return crossInternet()
    case .onPremises:
      record("egress", at: .onPremises, "REA-3")
      return crossFromSite()
    case .service(let name):
      switch memory.service {
      case .gatewayEndpoint(let endpoint): return reply(from: endpoint)
      case .host, nil: return replyFromHostService(name, to: emitter)
      }
    }
  }

  /// Services beside the host always answer it (K3).
  private mutating func replyFromHostService(_ name: String, to emitter: Emitter) -> Disposition {
    switch emitter {
    case .interface(let id): delivered(to: .interface(id), at: .service(name), "ENI-7")
    case .internet, .onPremises: dropped(.noPossibleDestination, at: .service(name), "ENI-7")
    }
  }

  /// What stands behind a gateway endpoint answers into the VPC by ownership (RT-14, K17).
  private mutating func reply(from endpoint: ID<VPCEndpoint>) -> Disposition {
    let site = Site.vpcEndpoint(endpoint)
    record("egress", at: site, "GWE-1")
    return deliverByOwnership(
      in: network.vpcEndpoints[endpoint].vpc, leaving: nil, at: site, "RT-14")
  }
}
