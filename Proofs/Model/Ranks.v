(** * Ranks: obligations over few values

    A proof obligation asks whether some values (addresses, ports, protocols) make a formula true.
    Its atoms only test intervals and compare values of one sort. Then few values of each sort
    suffice. *)

From Coq Require Import NArith Bool List PeanoNat.
From Isola Require Import Model.Boxes.
Import ListNotations.
Open Scope N_scope.

(** The only atoms. Bit masks, alignment and arithmetic are not among them: terms that use these are
    never compressed. *)
Inductive Term :=
  | Member (x : nat) (values : Interval)  (** the value of variable [x] lies in the interval *)
  | Equal (x y : nat)
  | Less (x y : nat)
  | Negation (t : Term)
  | And (t u : Term)
  | Or (t u : Term).

(** A value for each variable. *)
Definition Valuation := nat -> N.

Fixpoint true_under (v : Valuation) (t : Term) : bool :=
  match t with
  | Member x values => within (v x) values
  | Equal x y => v x =? v y
  | Less x y => v x <? v y
  | Negation t => negb (true_under v t)
  | And t u => true_under v t && true_under v u
  | Or t u => true_under v t || true_under v u
  end.

Fixpoint variables (t : Term) : list nat :=
  match t with
  | Member x _ => [x]
  | Equal x y | Less x y => [x; y]
  | Negation t => variables t
  | And t u | Or t u => variables t ++ variables u
  end.

(** The sort of each variable (IPv4 address, IPv6 address, port, protocol, ICMP type or code, each a
    number), and the greatest value of each sort. *)
Record Sorting := { sort : nat -> nat; top : nat -> N }.

(** Only variables of one sort are compared. *)
Fixpoint well_sorted (s : Sorting) (t : Term) : Prop :=
  match t with
  | Member _ _ => True
  | Equal x y | Less x y => sort s x = sort s y
  | Negation t => well_sorted s t
  | And t u | Or t u => well_sorted s t /\ well_sorted s u
  end.

(** The values that begin a new cell of a sort: where an interval begins, and the value after its
    end. *)
Fixpoint term_cuts (s : Sorting) (of : nat) (t : Term) : list N :=
  match t with
  | Member x values => if Nat.eqb (sort s x) of then [low values; high values + 1] else []
  | Equal _ _ | Less _ _ => []
  | Negation t => term_cuts s of t
  | And t u | Or t u => term_cuts s of t ++ term_cuts s of u
  end.

(** The first value of the cell of [n]: the greatest cut that is not above [n], else 0. A cell is
    the values from one cut up to the next. *)
Definition cell (cuts : list N) (n : N) : N :=
  fold_right (fun cut best => if cut <=? n then N.max cut best else best) 0 cuts.

(** The variables of one sort, each once. *)
Definition variables_of (s : Sorting) (of : nat) (t : Term) : list nat :=
  nodup Nat.eq_dec (filter (fun x => Nat.eqb (sort s x) of) (variables t)).

(** [n] is one of the first [m] values of its cell, [m] the number of variables of the sort. A cell
    with fewer values has all of them, so that a cell keeps min(size, m) representatives. *)
Definition representative (cuts : list N) (m : nat) (n : N) : Prop := n - cell cuts n < N.of_nat m.

(** Some values of the sorts make the term true. *)
Definition satisfiable (s : Sorting) (t : Term) : Prop :=
  exists v, (forall x, In x (variables t) -> v x <= top s (sort s x)) /\ true_under v t = true.

(** The same with representatives only, cells cut at [cuts]. *)
Definition satisfiable_by_ranks (s : Sorting) (cuts : nat -> list N) (t : Term) : Prop :=
  exists v,
    (forall x, In x (variables t) ->
      v x <= top s (sort s x) /\
      representative (cuts (sort s x)) (length (variables_of s (sort s x) t)) (v x)) /\
    true_under v t = true.

(** The same formula with other intervals: what is left of it when values are replaced by their
    number in the list of representatives. *)
Fixpoint image (interval : nat -> Interval -> Interval) (t : Term) : Term :=
  match t with
  | Member x values => Member x (interval x values)
  | Equal x y => Equal x y
  | Less x y => Less x y
  | Negation t => Negation (image interval t)
  | And t u => And (image interval t) (image interval u)
  | Or t u => Or (image interval t) (image interval u)
  end.
