internal import Glibc

/// A folder of this run, mode 0700, removed with everything in it when its owner goes.
package final class TemporaryFolder {
  package let path: String

  /// - Throws: `TemporaryFolderError` if the system gives none.
  package init(_ purpose: String) throws(TemporaryFolderError) {
    let root = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((root + "/isola-\(purpose)-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TemporaryFolderError(root: root, reason: String(cString: strerror(errno)))
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Everything that programs left there too; links are removed, not followed.
  private static func remove(_ path: String) {
    if let listing = opendir(path) {
      while let entry = readdir(listing) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name == "." || name == ".." { continue }
        let child = path + "/" + name
        if unlink(child) != 0 { remove(child) }
      }
      closedir(listing)
    }
    rmdir(path)
  }
}

package struct TemporaryFolderError: Error, CustomStringConvertible {
  package var root: String
  package var reason: String
  package var description: String { "no folder can be made in `\(root)`: \(reason)" }
}
