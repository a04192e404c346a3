import FoundationEssentials

/// The seeds of a run: those of `ISOLA_SEED` (one) or the first `ISOLA_SEEDS` ones, else the first `count`.
func seeds(_ count: UInt64) -> [UInt64] {
  let environment = ProcessInfo.processInfo.environment
  if let one = environment["ISOLA_SEED"].flatMap(UInt64.init) { return [one] }
  return Array(0..<(environment["ISOLA_SEEDS"].flatMap(UInt64.init) ?? count))
}
