internal import CSQLite

/// Why the store cannot be used.
package struct StoreProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// One connection. Statements are prepared, run to their end and dropped; nothing of SQLite leaves this file.
@safe final class Database {
  enum Value: Hashable {
    case number(Int)
    case text(String)
    case null
  }

  private let handle: OpaquePointer

  /// Waits up to `seconds` for other writers.
  init(_ path: String, seconds: Int32 = 60) throws(StoreProblem) {
    var raw: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX
    let code = unsafe sqlite3_open_v2(path, &raw, flags, nil)
    guard code == SQLITE_OK, let opened = unsafe raw else {
      let reason = unsafe String(cString: sqlite3_errstr(code))
      unsafe sqlite3_close_v2(raw)
      throw StoreProblem("cannot open the store `\(path)`: \(reason)")
    }
    unsafe handle = opened
    unsafe sqlite3_busy_timeout(opened, seconds * 1000)
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// Runs one statement; rows as values.
  @discardableResult
  func run(_ statement: String, _ values: [Value] = []) throws(StoreProblem) -> [[Value]] {
    var raw: OpaquePointer?
    guard unsafe sqlite3_prepare_v2(handle, statement, -1, &raw, nil) == SQLITE_OK, let prepared = unsafe raw
    else { throw problem() }
    defer { unsafe sqlite3_finalize(prepared) }
    for (index, value) in values.enumerated() {
      let position = Int32(index + 1)
      let code =
        switch value {
        case .number(let number): unsafe sqlite3_bind_int64(prepared, position, Int64(number))
        // A destructor of -1: SQLite copies the text.
        case .text(let text):
          unsafe sqlite3_bind_text(
            prepared, position, text, Int32(clamping: text.utf8.count),
            unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        case .null: unsafe sqlite3_bind_null(prepared, position)
        }
      guard code == SQLITE_OK else { throw problem() }
    }
    var rows: [[Value]] = []
    while true {
      switch unsafe sqlite3_step(prepared) {
      case SQLITE_ROW:
        let count = unsafe sqlite3_column_count(prepared)
        rows.append((0..<count).map { unsafe Self.value(prepared, $0) })
      case SQLITE_DONE: return rows
      case _: throw problem()
      }
    }
  }

  /// All of it or nothing; other writers wait from the start.
  func transaction<Result>(
    _ body: () throws(StoreProblem) -> Result
  ) throws(StoreProblem) -> Result {
    try run("BEGIN IMMEDIATE")
    let result: Result
    do throws(StoreProblem) {
      result = try body()
    } catch {
      _ = try? run("ROLLBACK")
      throw error
    }
    try run("COMMIT")
    return result
  }

  var lastRow: Int { Int(unsafe sqlite3_last_insert_rowid(handle)) }

  private static func value(_ row: OpaquePointer, _ column: Int32) -> Value {
    switch unsafe sqlite3_column_type(row, column) {
    case SQLITE_INTEGER: return .number(Int(unsafe sqlite3_column_int64(row, column)))
    case SQLITE_NULL: return .null
    case _:
      guard let text = unsafe sqlite3_column_text(row, column) else { return .null }
      let count = Int(unsafe sqlite3_column_bytes(row, column))
      let bytes = unsafe UnsafeBufferPointer(start: text, count: count)
      return .text(unsafe String(decoding: bytes, as: UTF8.self))
    }
  }

  private func problem() -> StoreProblem {
    StoreProblem("the store: \(unsafe String(cString: sqlite3_errmsg(handle)))")
  }
}
