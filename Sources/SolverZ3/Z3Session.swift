import CZ3

/// One Z3 context and every handle taken from it.
///
/// Ownership: each returned AST, sort and declaration gets its reference before the next call on
/// the context and goes into `kept`; `deinit` releases them and then the context. Solvers
/// and models are released by `Z3Solver`.
@safe struct Z3Session: ~Copyable {
  let raw: Z3_context
  private var kept: ContiguousArray<Z3_ast> = unsafe []
  private let parameters: Z3_params
  private let logic: Z3_symbol

  /// `Z3_mk_context_rc`, with the error handler cleared: errors are read from the error code.
  init(_ configuration: SolverConfiguration) throws(SolverError) {
    let config = unsafe Z3_mk_config()
    defer { unsafe Z3_del_config(config) }
    guard let raw = unsafe Z3_mk_context_rc(config) else { throw .contextUnavailable }
    unsafe Z3_set_error_handler(raw, nil)
    guard let logic = unsafe Z3_mk_string_symbol(raw, "QF_BV"),
      let parameters = unsafe Z3_mk_params(raw)
    else {
      unsafe Z3_del_context(raw)
      throw .contextUnavailable
    }
    unsafe Z3_params_inc_ref(raw, parameters)
    unsafe self.raw = raw
    unsafe self.parameters = parameters
    unsafe self.logic = logic
    setParameter("random_seed", configuration.seed)
    setParameter("rlimit", configuration.resourceLimit)
    // Else Z3 takes Ctrl-C away from the program while it checks; `Interrupter` stops it.
    unsafe Z3_params_set_bool(raw, parameters, Z3_mk_string_symbol(raw, "ctrl_c"), false)
  }

  deinit {
    for unsafe handle in unsafe kept { unsafe Z3_dec_ref(raw, handle) }
    unsafe Z3_params_dec_ref(raw, parameters)
    unsafe Z3_del_context(raw)
  }

  /// The number of handles that the session keeps alive.
  var keptCount: Int { unsafe kept.count }

  private func setParameter(_ name: String, _ value: UInt32) {
    unsafe Z3_params_set_uint(raw, parameters, Z3_mk_string_symbol(raw, name), value)
  }

  func check(_ call: StaticString) throws(SolverError) {
    try unsafe Self.check(raw, call)
  }

  /// Throws what the last call on the context left as its error code. The text is copied at once:
  /// it lives until the next call.
  static func check(_ raw: Z3_context, _ call: StaticString) throws(SolverError) {
    let code = unsafe Z3_get_error_code(raw)
    if code == Z3_OK { return }
    let message = unsafe Z3_get_error_msg(raw, code).map { unsafe String(cString: $0) }
    throw .z3(call: "\(call)", message: message ?? "error \(code.rawValue)")
  }

  /// Takes the reference of a handle that Z3 just returned; the session owns it from here on.
  mutating func adopt(_ handle: Z3_ast?, _ call: StaticString) throws(SolverError) -> Z3_ast {
    guard let handle = unsafe handle else {
      try check(call)
      throw .z3(call: "\(call)", message: "no result")
    }
    unsafe Z3_inc_ref(raw, handle)
    unsafe kept.append(handle)
    try check(call)
    return unsafe handle
  }

  /// `Z3_mk_bv_sort`.
  mutating func sort(width: Int) throws(SolverError) -> Z3_sort {
    guard let sort = unsafe Z3_mk_bv_sort(raw, UInt32(width)) else {
      try check("Z3_mk_bv_sort")
      throw .z3(call: "Z3_mk_bv_sort", message: "no result")
    }
    _ = try unsafe adopt(Z3_sort_to_ast(raw, sort), "Z3_mk_bv_sort")
    return unsafe sort
  }

  /// `Z3_mk_solver_for_logic` with the limits and seeds of the session. It must not outlive it.
  func solver() throws(SolverError) -> Z3Solver {
    guard let handle = unsafe Z3_mk_solver_for_logic(raw, logic) else {
      try check("Z3_mk_solver_for_logic")
      throw .z3(call: "Z3_mk_solver_for_logic", message: "no result")
    }
    let solver = unsafe Z3Solver(adopting: handle, in: raw)
    unsafe Z3_solver_set_params(raw, handle, parameters)
    try check("Z3_solver_set_params")
    return solver
  }
}
