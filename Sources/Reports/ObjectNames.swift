import NetworkModel
import SourceText

/// How the objects of a trace are called: the provider's id, and the name that their owner gave
/// them.
extension ReportContext {
  /// `sg-0a1b (web)`: id, then group name or tag `Name`; names of other people's accounts are
  /// escaped.
  func title(_ component: String, kind: String) -> String {
    let id = DisplayText.escape(component)
    guard let given = givenName(component, kind: kind), !given.isEmpty, given != component else {
      return id
    }
    return "\(id) (\(DisplayText.escape(Self.shortened(given, to: 20))))"
  }

  /// The names behind the ids of a class such as `vpc-1 subnet-2 sg-3+sg-4`; nil when none has one.
  func names(ofClass text: String) -> String? {
    let kinds = [("vpc-", "vpc"), ("subnet-", "subnet"), ("sg-", "securityGroup")]
    var isNamed = false
    let words = text.split(separator: " ").map { word in
      let names = word.split(separator: "+").map { id -> String in
        let kind = kinds.first { id.hasPrefix($0.0) }?.1 ?? ""
        guard let name = givenName(String(id), kind: kind), !name.isEmpty else { return String(id) }
        isNamed = true
        return DisplayText.escape(Self.shortened(name))
      }
      return names.joined(separator: " + ")
    }
    return isNamed ? words.joined(separator: " / ") : nil
  }

  private static func shortened(_ text: String, to limit: Int = 32) -> String {
    text.count > limit ? text.prefix(limit - 1) + "…" : text
  }

  private func givenName(_ component: String, kind: String) -> String? {
    switch kind {
    case "networkInterface": interfaceName(component)
    case "securityGroup":
      network.securityGroups.id(named: component).map { group in
        let tag = network.securityGroups[group].tags["Name"]
        let name = network.securityGroups[group].groupName
        return name.isEmpty ? tag ?? "" : name
      }
    case "networkAcl": name(component, \.networkACLs, \.tags)
    case "routeTable": name(component, \.routeTables, \.tags)
    case "subnet": name(component, \.subnets, \.tags)
    case "vpc": name(component, \.vpcs, \.tags)
    case "internetGateway": name(component, \.internetGateways, \.tags)
    case "natGateway": name(component, \.natGateways, \.tags)
    case "vpcPeeringConnection": name(component, \.peerings, \.tags)
    case "transitGateway": name(component, \.transitGateways, \.tags)
    case "transitGatewayAttachment": name(component, \.transitGatewayAttachments, \.tags)
    case "transitGatewayRouteTable": name(component, \.transitGatewayRouteTables, \.tags)
    case "loadBalancer": name(component, \.loadBalancers, \.tags)
    case "vpcEndpoint": name(component, \.vpcEndpoints, \.tags)
    case _: nil
    }
  }

  private func name<Object>(
    _ component: String, _ table: KeyPath<NetworkModel, Table<Object>>,
    _ tags: KeyPath<Object, Tags>
  ) -> String? {
    network[keyPath: table].id(named: component).flatMap {
      network[keyPath: table][$0][keyPath: tags]["Name"]
    }
  }

  /// The instance behind the interface, by id and name; else the interface's own name.
  private func interfaceName(_ component: String) -> String? {
    guard let id = network.interfaces.id(named: component) else { return nil }
    let interface = network.interfaces[id]
    guard let instance = interface.instance else {
      return interface.tags["Name"] ?? (interface.text.isEmpty ? nil : interface.text)
    }
    let object = network.instances[instance]
    return object.tags["Name"] ?? object.name
  }

  /// `instance i-0a1b "web-1"` for the interface of a host, else nothing.
  func host(_ interface: ID<Interface>) -> String? {
    guard let instance = network.interfaces[interface].instance else { return nil }
    let object = network.instances[instance]
    let name = object.tags["Name"].map { " (\(DisplayText.escape(Self.shortened($0))))" } ?? ""
    return "\(DisplayText.escape(object.name))\(name)"
  }

  func text(_ receiver: Receiver) -> String {
    switch receiver {
    case .interface(let id):
      host(id) ?? title(network.interfaces[id].name, kind: "networkInterface")
    case .internet: "the Internet"
    case .onPremises: "a host on premises"
    case .service(let name): "the provider service \(DisplayText.escape(name))"
    }
  }

  func text(_ emitter: Emitter) -> String {
    switch emitter {
    case .interface(let id):
      host(id) ?? title(network.interfaces[id].name, kind: "networkInterface")
    case .internet: "a host on the Internet"
    case .onPremises: "a host on premises"
    }
  }
}
