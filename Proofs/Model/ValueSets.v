(** * Sets of values

    What one field of a packet may hold: a list of intervals. A hub carries the same few sets of
    addresses past thousands of routes, so sets are written once and named by number. *)

From Coq Require Import NArith Bool List FMapAVL OrderedTypeEx.
From Isola Require Import Model.Packets Model.Boxes.
Import ListNotations.
Open Scope N_scope.

(** A union of intervals. *)
Definition Values := list Interval.

Definition holds (n : N) (vs : Values) : bool := existsb (within n) vs.

(** Each interval begins after [bound] and behind the one before it, and none is empty: the form in
    which sets are written, and in which the operations below need one pass. *)
Fixpoint ascending_from (least : N) (vs : Values) : bool :=
  match vs with
  | [] => true
  | i :: rest => (least <=? low i) && (low i <=? high i) && ascending_from (high i + 1) rest
  end.

Definition ascending (vs : Values) : bool := ascending_from 0 vs.

(** Every value of [xs] is in [ys]; intervals of [ys] that touch are taken one at a time. *)
Fixpoint subset (xs : Values) : Values -> bool :=
  match xs with
  | [] => fun _ => true
  | x :: others =>
      fix scan (ys : Values) : bool :=
        match ys with
        | [] => false
        | y :: rest =>
            if high y <? low x then scan rest
            else if (low y <=? low x) && (high x <=? high y) then subset others ys
            else false
        end
  end.

(** The values that are in both. *)
Fixpoint common (xs : Values) : Values -> Values :=
  match xs with
  | [] => fun _ => []
  | x :: others =>
      fix scan (ys : Values) : Values :=
        match ys with
        | [] => []
        | y :: rest =>
            if high y <? low x then scan rest
            else if high x <? low y then common others ys
            else
              let both := {| low := N.max (low x) (low y); high := N.min (high x) (high y) |} in
              if high y <? high x then both :: scan rest else both :: common others ys
        end
  end.

(** The values of [xs] that are not in [ys]. *)
Fixpoint without (xs : Values) : Values -> Values :=
  match xs with
  | [] => fun _ => []
  | x :: others => fun ys =>
      (fix scan (first : N) (ys : Values) : Values :=
        match ys with
        | [] => {| low := first; high := high x |} :: others
        | y :: rest =>
            if high y <? first then scan first rest
            else if high x <? low y then {| low := first; high := high x |} :: without others ys
            else
              let next :=
                if high y <? high x then scan (high y + 1) rest else without others ys in
              if first <? low y then {| low := first; high := low y - 1 |} :: next else next
        end) (low x) ys
  end.

(** ** Sets with names *)

(** Search trees with numbers as keys. *)
Module Numbers := FMapAVL.Make N_as_OT.

Definition Name := N.
Definition Table := Numbers.t Values.

(** A name that the table lacks is the empty set. *)
Definition values_of (t : Table) (n : Name) : Values :=
  match Numbers.find n t with Some vs => vs | None => [] end.

(** One test of a box: the field holds a value of the named set. *)
Definition Test := (Field * Name)%type.

Definition passes (t : Table) (p : Packet) (test : Test) : bool :=
  holds (read (fst test) p) (values_of t (snd test)).

(** All tests hold. A field without a test holds any value. *)
Definition NamedBox := list Test.

Definition in_named (t : Table) (p : Packet) (b : NamedBox) : bool := forallb (passes t p) b.

(** Some box holds. *)
Definition NamedBoxes := list NamedBox.

Definition in_any (t : Table) (p : Packet) (bs : NamedBoxes) : bool := existsb (in_named t p) bs.
