/// One kind of call to the provider: what is asked, where, how its pages follow each other, and what asks for it.
package struct CallDescription: Sendable {
  /// Where a call is made.
  package enum Place: Hashable, Sendable {
    /// In each Region that is read.
    case region
    /// Once for an account, in the Region where a global service lives.
    case global
  }

  /// How a request names the page that it wants.
  package struct Pages: Hashable, Sendable {
    let requestToken: String
    /// Below a member of the answer, where the service puts it there.
    let responseToken: [String]
    let sizeKey: String?
    /// What is asked for, and the least that the service takes.
    let size: Int?
    let least: Int

    /// `NextToken` and `MaxResults`, as most services have it. Without `size` the service decides.
    static func standard(_ size: Int? = nil, least: Int = 1) -> Pages {
      Pages(
        requestToken: "NextToken", responseToken: ["NextToken"], sizeKey: "MaxResults", size: size,
        least: least)
    }

    /// The same in lower case.
    static func lower(_ size: Int? = nil) -> Pages {
      Pages(
        requestToken: "nextToken", responseToken: ["nextToken"], sizeKey: "maxResults", size: size,
        least: 1)
    }

    static let marker = Pages(
      requestToken: "Marker", responseToken: ["NextMarker"], sizeKey: "PageSize", size: nil,
      least: 1)
    static let position = Pages(
      requestToken: "position", responseToken: ["position"], sizeKey: "limit", size: nil, least: 1)

    /// A list that holds its own marker.
    static func nestedMarker(_ list: String) -> Pages {
      Pages(
        requestToken: "Marker", responseToken: [list, "NextMarker"], sizeKey: "MaxItems", size: nil,
        least: 1)
    }
  }

  /// The requests of a call that is made for each object of another answer.
  package struct Each: Sendable {
    /// `SERVICE OPERATION` of the call whose answers name the objects.
    let parent: String
    let requests: @Sendable (_ answer: JSONTree, _ request: JSONTree) -> [JSONTree]
  }

  package let service: String
  package let operation: String
  /// The members of the answer that hold its objects; empty where the answer is the object.
  package let lists: [String]
  package let place: Place
  package let pages: Pages?
  /// Sent with every request.
  package let request: JSONTree
  let each: Each?
  /// True for what routes and filters: read again until two readings agree.
  package let isReread: Bool
  /// The permissions that the call needs, where its name does not tell.
  package let actions: [String]

  package var name: String { "\(service) \(operation)" }

  /// The call whose answers name the objects that this one is made for.
  package var parent: String? { each?.parent }

  package init(
    _ service: String, _ operation: String, _ lists: [String], place: Place = .region,
    pages: Pages? = nil, request: JSONTree = .object([JSONTree.Member]()), each: Each? = nil,
    isReread: Bool = true, actions: [String]? = nil
  ) {
    self.service = service
    self.operation = operation
    self.lists = lists
    self.place = place
    self.pages = pages
    self.request = request
    self.each = each
    self.isReread = isReread
    self.actions = actions ?? [Self.action(service, operation)]
  }

  /// `elasticloadbalancing:DescribeListeners` for `elbv2 describe-listeners`.
  private static func action(_ service: String, _ operation: String) -> String {
    let prefix = ["elbv2": "elasticloadbalancing"][service] ?? service
    let words = operation.split(separator: "-").map { word in
      ["tls"].contains(word) ? word.uppercased() : word.prefix(1).uppercased() + word.dropFirst()
    }
    return prefix + ":" + words.joined()
  }
}

extension CallDescription.Each {
  /// One request for each element of `list`, with members of the element (a path of keys) under names of the request,
  /// and members of the parent's request that go on. An element that lacks one asks for nothing.
  static func element(
    of parent: String, _ list: String..., as keys: KeyValuePairs<String, String>,
    inherits: [String] = []
  ) -> Self {
    let names = keys.map { ($0.key, $0.value.split(separator: ".").map(String.init)) }
    let path = list
    return Self(parent: parent) { answer, request in
      var found: JSONTree? = answer
      for key in path { found = found?[key] }
      return (found?.elements ?? []).compactMap { element in
        var members: [JSONTree.Member] = inherits.compactMap { key in
          request[key].map { JSONTree.Member(key, $0) }
        }
        for (name, path) in names {
          var value: JSONTree? = element
          for key in path { value = value?[key] }
          guard let text = value?.string, !text.isEmpty else { return nil }
          members.append(JSONTree.Member(name, .string(text)))
        }
        return .object(members)
      }
    }
  }
}

/// Which operations may be called at all. Everything else is refused before a process is started.
package enum ReadOnlyVerb: String, CaseIterable {
  case describe, get, list, search

  /// Whether the operation only reads, by its verb.
  package static func admits(_ operation: String) -> Bool {
    allCases.contains { operation.hasPrefix($0.rawValue + "-") }
  }
}
