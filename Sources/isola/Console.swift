import Glibc
import Reports

/// The two streams, files of reports, and whether somebody sits in front of them.
enum Console {
  /// Colour only on a terminal, and never against `NO_COLOR`.
  static func shows(colourOn descriptor: Int32) -> Bool {
    guard isatty(descriptor) == 1 else { return false }
    guard let setting = getenv("NO_COLOR") else { return true }
    return setting.pointee == 0
  }

  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Everything, even to a slow pipe; a reader that went away ends the output silently.
  private static func write(_ text: String, to descriptor: Int32) {
    _ = send(Array(text.utf8), to: descriptor)
  }

  /// Replaces the file; false when the disk refuses, with the reason in `errno`.
  static func save(_ text: String, to path: String, appending: Bool = false) -> Bool {
    if path == "-" {
      print(text)
      return true
    }
    return save(Array(text.utf8), to: path, appending: appending)
  }

  static func save(_ bytes: [UInt8], to path: String, appending: Bool = false) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (appending ? O_APPEND : O_TRUNC), 0o644)
    guard descriptor >= 0 else { return false }
    let isWritten = send(bytes, to: descriptor)
    return close(descriptor) == 0 && isWritten
  }

  static var lastError: String { String(cString: strerror(errno)).lowercased() }

  /// The whole file, or standard input for `-`; nil when it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return result }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      result.append(contentsOf: buffer[..<count])
    }
  }

  /// Changes when one of the files is written, appears or goes.
  static func stamp(_ paths: [String]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0 else {
        hash = (hash ^ 1) &* 0x100_0000_01B3
        continue
      }
      let parts = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, Int(status.st_size)]
      for part in parts { hash = (hash ^ UInt64(bitPattern: Int64(part))) &* 0x100_0000_01B3 }
    }
    return hash
  }

  private static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        return false
      }
      sent += count
    }
    return true
  }
}
