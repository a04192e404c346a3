(** * Intervals, boxes, unions of boxes

    The only form in which the checker sees a test on packets. A box is a conjunction of interval
    tests, a guard is a finite union of boxes. Everything here is executable. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets.
Import ListNotations.
Open Scope N_scope.

(** Inclusive at both ends ([CNV-7]). Empty when [low] is greater than [high]. *)
Record Interval := { low : N; high : N }.

Definition within (n : N) (i : Interval) : bool := (low i <=? n) && (n <=? high i).

(** One test: the field lies in the interval. *)
Record Constraint := { field : Field; range : Interval }.

Definition satisfies (p : Packet) (c : Constraint) : bool := within (read (field c) p) (range c).

(** All tests of a box hold. The empty box holds of every packet. *)
Definition Box := list Constraint.

Definition in_box (p : Packet) (b : Box) : bool := forallb (satisfies p) b.

(** Some box holds. The empty union holds of no packet. *)
Definition Boxes := list Box.

Definition in_boxes (p : Packet) (bs : Boxes) : bool := existsb (in_box p) bs.

Definition everything : Boxes := [[]].
Definition nothing : Boxes := [].

(** Intersection of unions: every box of the one with every box of the other. *)
Definition intersect (xs ys : Boxes) : Boxes := flat_map (fun x => map (fun y => x ++ y) ys) xs.

(** What lies below and above an interval, within the values of the field. *)
Definition outside_constraint (c : Constraint) : Boxes :=
  (if 0 <? low (range c)
   then [[{| field := field c;
             range := {| low := 0; high := low (range c) - 1 |} |}]]
   else []) ++
  (if high (range c) <? maximum (field c)
   then [[{| field := field c;
             range := {| low := high (range c) + 1; high := maximum (field c) |} |}]]
   else []).

(** Complement of a box: the first test fails, or it holds and the rest of the box fails. *)
Fixpoint outside_box (b : Box) : Boxes :=
  match b with
  | [] => nothing
  | c :: rest => outside_constraint c ++ intersect [[c]] (outside_box rest)
  end.

(** Complement of a union: outside every box. *)
Fixpoint outside (bs : Boxes) : Boxes :=
  match bs with
  | [] => everything
  | b :: rest => intersect (outside_box b) (outside rest)
  end.

Definition subtract (xs ys : Boxes) : Boxes := intersect xs (outside ys).
