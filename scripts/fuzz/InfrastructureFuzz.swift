/// For the fuzzer: every input ends without a trap.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  InfrastructureExercise.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

@_silgen_name("LLVMFuzzerMutate")
func mutateBytes(_ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int) -> Int

/// For the fuzzer: changes values of plans, states and templates in JSON in three cases of four, bytes otherwise.
@_cdecl("LLVMFuzzerCustomMutator")
func mutate(
  _ start: UnsafeMutablePointer<UInt8>, _ count: Int, _ room: Int, _ seed: CUnsignedInt
) -> Int {
  var mutator = JSONMutator(seed: seed)
  guard seed % 4 != 0, count > 0, start[0] == UInt8(ascii: "{"),
    let changed = mutator.mutate(Array(UnsafeBufferPointer(start: start, count: count))),
    changed.count <= room
  else { return mutateBytes(start, count, room) }
  for (index, byte) in changed.enumerated() { start[index] = byte }
  return changed.count
}
