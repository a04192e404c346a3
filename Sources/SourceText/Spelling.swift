/// Did you mean: the known name that is closest to what was written.
package enum Spelling {
  /// The candidate with the smallest edit distance to `word`, if one is near enough.
  ///
  /// Near enough: at most a third of the longer length, at least 1 and at most 3 edits; a word of one or two
  /// letters only matches when the case alone differs. Ties go to the first in alphabetical order, so the answer
  /// does not depend on the order of the candidates.
  package static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != word {
      let limit = limit(word, candidate)
      guard let distance = distance(word, candidate, limit: limit) else { continue }
      if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  /// The note that a diagnostic carries: "did you mean `x`?", or nothing.
  package static func note(for word: String, among candidates: some Sequence<String>) -> String? {
    closest(to: word, among: candidates).map { "did you mean `\(DisplayText.escape($0))`?" }
  }

  private static func limit(_ a: String, _ b: String) -> Int {
    let longer = max(a.utf8.count, b.utf8.count)
    return longer <= 2 ? 0 : min(3, max(1, longer / 3))
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; case is ignored.
  /// Nil when there are more than `limit`.
  package static func distance(_ a: String, _ b: String, limit: Int) -> Int? {
    let a = Array(a.lowercased().unicodeScalars)
    let b = Array(b.lowercased().unicodeScalars)
    guard abs(a.count - b.count) <= limit, max(a.count, b.count) <= 256 else { return nil }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    var current = previous
    for i in a.indices {
      current[0] = i + 1
      for j in b.indices {
        let replaced = previous[j] + (a[i] == b[j] ? 0 : 1)
        var cost = min(replaced, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current[j + 1] = cost
      }
      (beforePrevious, previous, current) = (previous, current, beforePrevious)
    }
    let result = previous[b.count]
    return result <= limit ? result : nil
  }
}
