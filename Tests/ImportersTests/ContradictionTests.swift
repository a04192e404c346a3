import Importers
import NetworkModel
import SourceText
import Testing

/// Descriptions that cannot all hold, or that say something new, are errors or unknown, never one of them in silence.
@Suite struct ContradictionTests {
  private func rules(_ result: ImportResult) -> [String] {
    result.network.globalUnknowns.map {
      let unknown = result.network[$0]
      return "\(unknown.rule) \(unknown.object)"
    }
  }

  private func vpc(_ state: String) -> ImportResult {
    Fixture.network(replacing: [
      "Vpcs": [
        #"{"VpcId": "vpc-a", "CidrBlock": "10.0.0.0/16", "CidrBlockAssociationSet": [{"CidrBlock": "10.9.0.0/16", "CidrBlockState": {"State": "\#(state)"}}]}"#,
        #"{"VpcId": "vpc-b", "CidrBlock": "10.1.0.0/16"}"#,
      ]
    ])
  }

  @Test func aRangeInANewStateIsUnknown() {
    #expect(rules(vpc("paused")).contains("IMP-5 vpc-a"))
    for state in ["associated", "associating", "disassociating", "disassociated", "failing", "failed"] {
      #expect(!rules(vpc(state)).contains("IMP-5 vpc-a"))
    }
  }
}
