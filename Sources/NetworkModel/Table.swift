// These three are public, which other types of the package are not: only then do other modules specialise and inline
// them, and a look-up costs a load instead of a copy of the whole object.

/// The index of one object in its `Table`; ids of different kinds do not mix.
@frozen
public struct ID<Object>: Hashable, Comparable, Sendable {
  public let index: UInt32

  @inlinable
  public init(index: Int) { self.index = UInt32(index) }

  @inlinable
  public static func < (a: ID, b: ID) -> Bool { a.index < b.index }
}

/// Anything that the provider names by a string id such as `vpc-0a1b`.
public protocol NamedObject: Sendable {
  /// The provider's id, unique within its kind in one snapshot (CNV-8).
  var name: String { get }
}

/// All objects of one kind, in a fixed order, found by index or by name.
@frozen
public struct Table<Object: NamedObject>: Sendable {
  public private(set) var elements: ContiguousArray<Object> = []
  private var byName: [String: ID<Object>] = [:]

  package init() {}

  /// Adds an object; nil if an object of that name is there already (nothing is added then).
  @discardableResult
  package mutating func insert(_ object: Object) -> ID<Object>? {
    guard byName[object.name] == nil else { return nil }
    let id = ID<Object>(index: elements.count)
    byName[object.name] = id
    elements.append(object)
    return id
  }

  package func id(named name: String) -> ID<Object>? { byName[name] }

  public subscript(id: ID<Object>) -> Object {
    // Lends the element, in the caller's own code: a getter would copy each of its fields to read one.
    @inlinable @inline(__always) _read { yield elements[Int(id.index)] }
    _modify {
      let name = elements[Int(id.index)].name
      yield &elements[Int(id.index)]
      precondition(name == elements[Int(id.index)].name, "an object keeps its name")
    }
  }

  @inlinable public var count: Int { elements.count }
  @inlinable public var isEmpty: Bool { elements.isEmpty }
  @inlinable public var ids: [ID<Object>] {
    [ID<Object>](unsafeUninitializedCapacity: elements.count) { ids, count in
      while count < ids.count {
        ids.initializeElement(at: count, to: ID(index: count))
        count += 1
      }
    }
  }
}

/// A reference by name to an object that may not be in the snapshot (IMP-3a: then unknown where referenced).
package enum Reference<Object>: Hashable, Sendable {
  case resolved(ID<Object>)
  /// The object is named but missing, or its class is: the unknown says which.
  case missing(UnknownID)

  package var id: ID<Object>? {
    switch self {
    case .resolved(let id): id
    case .missing: nil
    }
  }
}
