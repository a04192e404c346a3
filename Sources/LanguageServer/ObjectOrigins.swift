import NetworkModel
import SourceText

extension NetworkModel {
  /// Where an object that policies may name was read.
  func origin(ofObject name: String) -> SourceRange? {
    func origin<Object: NamedObject>(_ table: Table<Object>, _ range: (Object) -> SourceRange?) -> SourceRange? {
      table.id(named: name).flatMap { range(table[$0]) }
    }
    return origin(instances, \.origin) ?? origin(interfaces, \.origin) ?? origin(securityGroups, \.origin)
      ?? origin(subnets, \.origin) ?? origin(vpcs, \.origin) ?? origin(loadBalancers, \.origin)
      ?? origin(vpcEndpoints, \.origin)
  }
}
