/// The permissions that a collection needs, as a policy document of IAM: each action of each call, and no other.
package enum PermissionPolicy {
  package static var text: String { document.text(indent: 0) + "\n" }

  private static var document: JSONTree {
    let actions = CallCatalogue.actions.filter { $0 != "apigateway:GET" }
    return .object([
      "Version": .string("2012-10-17"),
      "Statement": .array([
        statement("IsolaCollect", actions, resource: ["*"]),
        // `GET` reads every kind of object; these are the kinds that are asked for.
        statement(
          "IsolaCollectAPIs", ["apigateway:GET"],
          resource: [
            "arn:*:apigateway:*::/apis", "arn:*:apigateway:*::/apis/*",
            "arn:*:apigateway:*::/domainnameaccessassociations", "arn:*:apigateway:*::/portals",
            "arn:*:apigateway:*::/restapis", "arn:*:apigateway:*::/restapis/*",
            "arn:*:apigateway:*::/vpclinks",
          ]),
      ]),
    ])
  }

  private static func statement(_ id: String, _ actions: [String], resource: [String]) -> JSONTree {
    .object([
      "Sid": .string(id), "Effect": .string("Allow"),
      "Action": .array(actions.map { .string($0) }),
      "Resource": .array(resource.map { .string($0) }),
    ])
  }
}
