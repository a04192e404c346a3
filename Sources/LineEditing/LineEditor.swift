import CEdit
import Glibc
import Synchronization

/// Reads lines from the terminal, with editing. One for a process: it owns standard input while a line is read.
package final class LineEditor {
  package enum Reading: Equatable {
    case line(String)
    /// Ctrl-C: what was typed is forgotten.
    case interrupted
    case end
  }

  /// What Tab finds: how many bytes before the cursor it is about, and what may stand there.
  package struct Completion {
    package var replaced: Int
    package var candidates: [(text: String, kind: String)]

    package init(replaced: Int, candidates: [(text: String, kind: String)]) {
      self.replaced = replaced
      self.candidates = candidates
    }
  }

  /// Asked with the text before the cursor.
  package var complete: (String) -> Completion = { _ in Completion(replaced: 0, candidates: []) }

  private let edit: OpaquePointer
  private let entries: OpaquePointer
  private let historyPath: String?
  /// What the library shows before the line; it keeps the pointer.
  fileprivate var prompt: UnsafeMutablePointer<CChar>
  /// A byte in it says that Ctrl-C was pressed.
  private static let wake: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return (-1, -1) }
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    return (ends[0], ends[1])
  }()
  private static let isReading = Atomic<Bool>(false)

  /// Nil where the terminal cannot be edited on. The history is read from `historyPath`, if there is one.
  package init?(name: String, historyPath: String?) {
    setlocale(LC_CTYPE, "")
    guard let edit = isola_edit_init(name), let entries = history_init() else {
      return nil
    }
    self.edit = edit
    self.entries = entries
    self.historyPath = historyPath
    prompt = strdup("")
    _ = isola_history_size(entries, 2000)
    _ = isola_edit_client(edit, Unmanaged.passUnretained(self).toOpaque())
    _ = isola_edit_emacs(edit)
    _ = isola_edit_history(edit, entries)
    _ = isola_edit_prompt(edit) { edit in LineEditor.of(edit)?.prompt }
    _ = isola_edit_reader(edit) { _, character in LineEditor.next(character) }
    _ = isola_edit_add(edit, "isola-complete", "complete the word") { edit, _ in
      LineEditor.of(edit)?.completeWord() ?? UInt8(CC_ERROR)
    }
    _ = isola_edit_bind(edit, "^I", "isola-complete")
    _ = isola_edit_bind(edit, "^R", "em-inc-search-prev")
    if let historyPath { _ = isola_history_load(entries, historyPath) }
  }

  deinit {
    el_end(edit)
    history_end(entries)
    free(prompt)
  }

  /// One line without its end; a recalled statement may hold several.
  package func read(prompt text: String) -> Reading {
    free(prompt)
    prompt = strdup(text)
    Self.drain()
    el_resize(edit)
    Self.isReading.store(true, ordering: .sequentiallyConsistent)
    var count: Int32 = 0
    let line = el_gets(edit, &count)
    Self.isReading.store(false, ordering: .sequentiallyConsistent)
    if Self.drain() {
      el_reset(edit)
      isola_edit_write("^C\n")
      return .interrupted
    }
    guard let line, count > 0 else { return .end }
    var result = String(cString: line)
    if result.hasSuffix("\n") { result.removeLast() }
    return .line(result)
  }

  /// Enters a whole statement into the history, and writes the file.
  package func remember(_ statement: String) {
    guard !statement.isEmpty else { return }
    _ = isola_history_enter(entries, statement)
    guard let historyPath else { return }
    let before = umask(0o077)
    _ = isola_history_save(entries, historyPath)
    umask(before)
    chmod(historyPath, 0o600)
  }

  /// Ends the line that is being read, from any thread; false when none is.
  package static func interrupt() -> Bool {
    guard isReading.load(ordering: .sequentiallyConsistent) else { return false }
    var byte: UInt8 = 1
    return write(wake.write, &byte, 1) == 1
  }

  /// Whether somebody had written into the pipe.
  @discardableResult
  private static func drain() -> Bool {
    var byte: UInt8 = 0
    var isWoken = false
    while Glibc.read(wake.read, &byte, 1) == 1 { isWoken = true }
    return isWoken
  }

  fileprivate static func of(_ edit: OpaquePointer?) -> LineEditor? {
    guard let edit, let client = isola_edit_get_client(edit) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(client).takeUnretainedValue()
  }

  /// The next character of standard input: 1, 0 at its end, -1 when Ctrl-C was pressed meanwhile.
  private static func next(_ character: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    var bytes: [UInt8] = []
    while true {
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      ]
      if poll(&sources, 2, -1) < 0 {
        if errno == EINTR { continue }
        return -1
      }
      if sources[1].revents != 0 {
        errno = EINTR
        return -1
      }
      guard sources[0].revents != 0 else { continue }
      var byte: UInt8 = 0
      let count = Glibc.read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return 0 }
      bytes.append(byte)
      if let scalar = decoded(bytes) {
        character?.pointee = wchar_t(scalar)
        return 1
      }
    }
  }

  /// The scalar that the bytes spell; nil while more belong to it. What is no UTF-8 becomes U+FFFD.
  private static func decoded(_ bytes: [UInt8]) -> UInt32? {
    let wanted =
      switch bytes[0] {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      case _: 1
      }
    guard bytes.count >= wanted else { return nil }
    if bytes[0] < 0x80 { return UInt32(bytes[0]) }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.first?.value
  }
}

extension LineEditor {
  /// Puts in what all candidates begin with; where that is nothing more, shows them below the line.
  fileprivate func completeWord() -> UInt8 {
    guard let info = el_line(edit)?.pointee, let start = info.buffer, let cursor = info.cursor else {
      return UInt8(CC_ERROR)
    }
    let length = cursor - start
    let before = start.withMemoryRebound(to: UInt8.self, capacity: length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
    }
    let found = complete(before)
    guard let first = found.candidates.first else { return UInt8(CC_REFRESH_BEEP) }
    let typed = String(decoding: Array(before.utf8).suffix(found.replaced), as: UTF8.self)
    var common = first.text
    for candidate in found.candidates { common = common.commonPrefix(with: candidate.text) }
    if common.utf8.count > typed.utf8.count, common.hasPrefix(typed) {
      let isOnly = found.candidates.count == 1
      el_insertstr(edit, String(common.dropFirst(typed.count)) + (isOnly ? " " : ""))
      return UInt8(CC_REFRESH)
    }
    if found.candidates.count == 1 { return UInt8(CC_REFRESH) }
    show(found.candidates)
    return UInt8(CC_REDISPLAY)
  }

  private func show(_ candidates: [(text: String, kind: String)]) {
    let limit = 40
    let width = candidates.prefix(limit).map(\.text.count).max() ?? 0
    var text = "\n"
    for candidate in candidates.prefix(limit) {
      let gap = String(repeating: " ", count: width - candidate.text.count + 2)
      text += "  " + candidate.text + gap + candidate.kind + "\n"
    }
    if candidates.count > limit { text += "  … and \(candidates.count - limit) more\n" }
    isola_edit_write(text)
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
