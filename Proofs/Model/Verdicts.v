(** * Three values and polarity *)

From Coq Require Import Bool List.
Import ListNotations.

(** [CNV-2]. [Unknown] stands for input that is missing or not understood. *)
Inductive Verdict := Allow | Deny | Unknown.

(** Any deny gives deny; else any unknown gives unknown; else allow ([CNV-2]). *)
Definition both (a b : Verdict) : Verdict :=
  match a, b with
  | Deny, _ | _, Deny => Deny
  | Unknown, _ | _, Unknown => Unknown
  | Allow, Allow => Allow
  end.

(** The dual: any allow gives allow; else any unknown gives unknown; else deny ([CNV-2]). *)
Definition either (a b : Verdict) : Verdict :=
  match a, b with
  | Allow, _ | _, Allow => Allow
  | Unknown, _ | _, Unknown => Unknown
  | Deny, Deny => Deny
  end.

Definition opposite (a : Verdict) : Verdict :=
  match a with Allow => Deny | Deny => Allow | Unknown => Unknown end.

Definition all_of (verdicts : list Verdict) : Verdict := fold_right both Allow verdicts.
Definition any_of (verdicts : list Verdict) : Verdict := fold_right either Deny verdicts.

(** How verdicts are put together: the tests along a path ([AllOf]), the paths and successors
    ([AnyOf]), exceptions of a policy ([Not]). [Fact] is a question about the input. *)
Inductive Formula :=
  | Fact (name : nat)
  | Not (f : Formula)
  | AllOf (f g : Formula)
  | AnyOf (f g : Formula).

(** The verdict when each fact of the input is allow, deny or unknown. *)
Fixpoint judge (input : nat -> Verdict) (f : Formula) : Verdict :=
  match f with
  | Fact name => input name
  | Not f => opposite (judge input f)
  | AllOf f g => both (judge input f) (judge input g)
  | AnyOf f g => either (judge input f) (judge input g)
  end.

(** The truth in a world where each fact is one way or the other. *)
Fixpoint holds (world : nat -> bool) (f : Formula) : bool :=
  match f with
  | Fact name => world name
  | Not f => negb (holds world f)
  | AllOf f g => holds world f && holds world g
  | AnyOf f g => holds world f || holds world g
  end.

(** A world is possible if it agrees with all that the input says; where the input says unknown, it
    may be either way. *)
Definition agrees (v : Verdict) (b : bool) : Prop :=
  match v with Allow => b = true | Deny => b = false | Unknown => True end.

Definition possible (input : nat -> Verdict) (world : nat -> bool) : Prop :=
  forall name, agrees (input name) (world name).

(** What a claim asks about "the traffic passes" ([CNV-3]): safety (forbid) asks that it does not,
    liveness (require) that it does. *)
Inductive Polarity := Safety | Liveness.

Inductive Answer := Proved | Violated | Undecided.

(** [CNV-3]: to safety an unknown may happen, to liveness it may fail; neither is ever proved by
    it. *)
Definition answer (polarity : Polarity) (traffic : Verdict) : Answer :=
  match polarity, traffic with
  | Safety, Deny | Liveness, Allow => Proved
  | Safety, Allow | Liveness, Deny => Violated
  | _, Unknown => Undecided
  end.

(** The claim, in a world where the traffic passes or not. *)
Definition claim (polarity : Polarity) (passes : bool) : bool :=
  match polarity with Safety => negb passes | Liveness => passes end.

(** [less] knows at most what [more] knows: some verdicts have become unknown. *)
Definition knows_less (less more : nat -> Verdict) : Prop :=
  forall name, less name = more name \/ less name = Unknown.
