import Collection
internal import Glibc

/// Prints an HTML page as PDF with a browser without a window.
package enum PagePrinter {
  private static let browsers = ["chromium", "chromium-browser", "google-chrome"]

  package static func pdf(of page: String, to path: String) throws(BundleProblem) {
    let folder = try WorkFolder()
    let source = try folder.write(Array(page.utf8), "page.html")
    let result = folder.path + "/page.pdf"
    defer { unlink(result) }
    var arguments = [
      "--headless", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf-no-header",
      "--user-data-dir=\(folder.path)/profile", "--print-to-pdf=\(result)", "file://\(source)",
    ]
    // The browser refuses its own sandbox to root.
    if geteuid() == 0 { arguments.insert("--no-sandbox", at: 0) }
    for browser in browsers {
      do throws(CommandProblem) {
        let run = try Command.run(browser, arguments, seconds: 120)
        guard let bytes = try? folder.read("page.pdf"), run.status == 0, !bytes.isEmpty else {
          throw CommandProblem.notStarted(browser, reason: "it printed nothing")
        }
        try save(bytes, path)
        return
      } catch {
        switch error {
        case .notFound: continue
        case .notStarted(let program, let reason): throw BundleProblem("`\(program)`: \(reason)")
        }
      }
    }
    throw BundleProblem("a PDF needs one of \(browsers.joined(separator: ", ")) on the path")
  }

  private static func save(_ bytes: [UInt8], _ path: String) throws(CommandProblem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .notStarted(path, reason: "it cannot be written") }
    defer { close(descriptor) }
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw .notStarted(path, reason: "it cannot be written") }
      sent += count
    }
  }
}
