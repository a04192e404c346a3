/// A time in UTC as ISO 8601 writes it.
package enum Moment {
  /// `2024-02-29T12:00:00.000Z` for seconds since 1970, of the Gregorian calendar.
  package static func text(_ seconds: Int) -> String {
    let (days, rest) = divided(seconds, 86_400)
    let day = date(days)
    let time = [rest / 3600, rest / 60 % 60, rest % 60].map { padded($0, 2) }.joined(separator: ":")
    return "\(day)T\(time).000Z"
  }

  /// `2024-02-29` for days since 1970-01-01. Eras of 400 years start in March, so that the leap day is the last of a year.
  package static func date(_ days: Int) -> String {
    let (era, dayOfEra) = divided(days + 719_468, 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * shifted + 2) / 5 + 1, 2))"
  }

  /// Days since 1970-01-01 of `YYYY-MM-DD`; nil for what is no date of the calendar.
  package static func days(of text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.utf8.count) == [4, 2, 2],
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return nil }
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = divided(shiftedYear, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    let days = era * 146_097 + dayOfEra - 719_468
    return date(days) == text ? days : nil
  }

  private static func divided(_ a: Int, _ b: Int) -> (Int, Int) {
    let quotient = a >= 0 ? a / b : -((b - 1 - a) / b)
    return (quotient, a - quotient * b)
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
