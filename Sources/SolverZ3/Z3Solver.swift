import CZ3
import TermGraph

/// One Z3 solver object. It lives inside one question and must not outlive its session.
@safe struct Z3Solver: ~Copyable {
  enum Answer: Hashable {
    case unsatisfiable
    case satisfiable
    case unknown(String)
  }

  private let raw: Z3_context
  private let handle: Z3_solver

  /// Takes the reference of a solver that Z3 just returned.
  init(adopting handle: Z3_solver, in raw: Z3_context) {
    unsafe Z3_solver_inc_ref(raw, handle)
    unsafe self.handle = handle
    unsafe self.raw = raw
  }

  deinit { unsafe Z3_solver_dec_ref(raw, handle) }

  func assert(_ term: Z3_ast) throws(SolverError) {
    unsafe Z3_solver_assert(raw, handle, term)
    try unsafe Z3Session.check(raw, "Z3_solver_assert")
  }

  func push() throws(SolverError) {
    unsafe Z3_solver_push(raw, handle)
    try unsafe Z3Session.check(raw, "Z3_solver_push")
  }

  func pop() throws(SolverError) {
    unsafe Z3_solver_pop(raw, handle, 1)
    try unsafe Z3Session.check(raw, "Z3_solver_pop")
  }

  /// `Z3_solver_check`. An interruption before or during the check makes it unknown.
  func check(_ interrupter: Interrupter) throws(SolverError) -> Answer {
    guard unsafe interrupter.start(raw) else { return .unknown("interrupted") }
    let answer = unsafe Z3_solver_check(raw, handle)
    interrupter.finish()
    switch answer {
    case Z3_L_TRUE: return .satisfiable
    case Z3_L_FALSE: return .unsatisfiable
    case _ where interrupter.isInterrupted: return .unknown("interrupted")
    case _:
      let reason = unsafe Z3_solver_get_reason_unknown(raw, handle)
      return .unknown(unsafe reason.map { unsafe String(cString: $0) } ?? "no reason given")
    }
  }

  /// `Z3_solver_get_model` of the last satisfiable check.
  func model() throws(SolverError) -> Z3Model {
    guard let model = unsafe Z3_solver_get_model(raw, handle) else {
      try unsafe Z3Session.check(raw, "Z3_solver_get_model")
      throw .z3(call: "Z3_solver_get_model", message: "no model")
    }
    return unsafe Z3Model(adopting: model, in: raw)
  }
}

/// One model, completed on demand.
@safe struct Z3Model: ~Copyable {
  private let raw: Z3_context
  private let handle: Z3_model

  init(adopting handle: Z3_model, in raw: Z3_context) {
    unsafe Z3_model_inc_ref(raw, handle)
    unsafe self.handle = handle
    unsafe self.raw = raw
  }

  deinit { unsafe Z3_model_dec_ref(raw, handle) }

  /// The value of the bit-vector constant `term` of `variable`, exact up to 128 bits.
  func value(of term: Z3_ast, _ variable: Variable) throws(SolverError) -> UInt128 {
    var result: Z3_ast?
    guard unsafe Z3_model_eval(raw, handle, term, true, &result), let number = unsafe result else {
      try unsafe Z3Session.check(raw, "Z3_model_eval")
      throw .unreadableModel(variable: variable.name, text: "")
    }
    unsafe Z3_inc_ref(raw, number)
    defer { unsafe Z3_dec_ref(raw, number) }
    guard unsafe Z3_is_numeral_ast(raw, number) else {
      throw .unreadableModel(variable: variable.name, text: unsafe text(of: number))
    }
    var small: UInt64 = 0
    if unsafe Z3_get_numeral_uint64(raw, number, &small) { return UInt128(small) }
    let text = unsafe Z3_get_numeral_string(raw, number).map { unsafe String(cString: $0) } ?? ""
    guard let value = UInt128(text), value <= variable.maximum else {
      throw .unreadableModel(variable: variable.name, text: text)
    }
    return value
  }

  private func text(of term: Z3_ast) -> String {
    unsafe Z3_ast_to_string(raw, term).map { unsafe String(cString: $0) } ?? ""
  }
}
