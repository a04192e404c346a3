package import SourceText

/// For a text that was written from other files: which place of them each part stands for.
package struct OriginMap: Sendable {
  private var starts: [UInt32] = []
  private var origins: [SourceRange] = []

  package init() {}

  /// What begins at `start` comes from `origin`. Calls come in ascending order of `start`.
  package mutating func add(start: Int, origin: SourceRange) {
    starts.append(UInt32(clamping: start))
    origins.append(origin)
  }

  /// The origin of what begins at `start`, or of what it stands in. O(log parts).
  func origin(of start: UInt32) -> SourceRange? {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] <= start { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? origins[low - 1] : nil
  }
}
