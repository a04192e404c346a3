(** * Ranks: obligations over few values

    A proof obligation asks whether some values (addresses, ports, protocols) make a formula true.
    Its atoms only test intervals and compare values of one sort. Then few values of each sort
    suffice. *)

From Coq Require Import NArith Bool List PeanoNat Sorted.
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

(** ** Ranks as numbers

    What a solver is given instead of values: the number of a representative in the ascending list
    of all representatives of its sort. *)

(** How many of the values lie below [n]. *)
Definition index (values : list N) (n : N) : N :=
  N.of_nat (length (filter (fun k => k <? n) values)).

(** The value with a number. *)
Definition decode (values : list N) (number : N) : N := nth (N.to_nat number) values 0.

(** The numbers of the values that lie in an interval. *)
Definition interval_of_ranks (values : list N) (i : Interval) : Interval :=
  if index values (high i + 1) =? 0 then {| low := 1; high := 0 |}
  else {| low := index values (low i); high := index values (high i + 1) - 1 |}.

(** The formula over ranks. *)
Definition over_ranks (s : Sorting) (values : nat -> list N) (t : Term) : Term :=
  image (fun x => interval_of_ranks (values (sort s x))) t.

(** [values] lists the representatives of each sort, ascending. *)
Definition lists_representatives (s : Sorting) (cuts : nat -> list N) (t : Term)
    (values : nat -> list N) : Prop :=
  forall of,
    (forall n, In n (values of) <->
      n <= top s of /\ representative (cuts of) (length (variables_of s of t)) n) /\
    Sorted.StronglySorted N.lt (values of).

(** The list itself: the first values of every cell, sorted. *)
Fixpoint insert (n : N) (l : list N) : list N :=
  match l with
  | [] => [n]
  | a :: rest => if n <? a then n :: l else if n =? a then l else a :: insert n rest
  end.

Definition representatives (s : Sorting) (cuts : nat -> list N) (t : Term) (of : nat) : list N :=
  let m := length (variables_of s of t) in
  fold_right insert []
    (filter (fun n => (n <=? top s of) && (n - cell (cuts of) n <? N.of_nat m))
      (flat_map (fun cut => map (fun i => cut + N.of_nat i) (seq 0 m)) (0 :: cuts of))).
