internal import Glibc

/// The wall clock.
enum Clock {
  /// `2026-01-31T23:59:59.123Z`.
  static var now: String {
    var instant = timespec()
    clock_gettime(CLOCK_REALTIME, &instant)
    var parts = tm()
    gmtime_r(&instant.tv_sec, &parts)
    func digits(_ value: Int, _ count: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    let date = [
      digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2),
      digits(Int(parts.tm_mday), 2),
    ].joined(separator: "-")
    let time = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { digits(Int($0), 2) }
      .joined(separator: ":")
    return "\(date)T\(time).\(digits(instant.tv_nsec / 1_000_000, 3))Z"
  }

  @Sendable static func sleep(_ milliseconds: Int) {
    var wanted = timespec(
      tv_sec: milliseconds / 1_000, tv_nsec: (milliseconds % 1_000) * 1_000_000)
    var rest = timespec()
    while nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
  }
}
