internal import Glibc

/// When a bundle is made: `SOURCE_DATE_EPOCH`, where it is set, so that two runs give the same bytes; else now.
package enum Timestamp {
  /// `2026-01-31T23:59:59Z`.
  package static var created: String {
    let fixed = getenv("SOURCE_DATE_EPOCH").flatMap { Int(String(cString: $0)) }
    return text(secondsSince1970: fixed ?? time(nil))
  }

  static func text(secondsSince1970 seconds: Int) -> String {
    var instant = time_t(seconds)
    var parts = tm()
    gmtime_r(&instant, &parts)
    func digits(_ value: some BinaryInteger, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date = [
      digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(parts.tm_mday, 2),
    ].joined(separator: "-")
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits($0, 2) }
      .joined(separator: ":")
    return "\(date)T\(time)Z"
  }
}
