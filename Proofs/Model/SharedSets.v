(** * Named sets that grow and remember

    The checker asks the same few questions about the same few sets very often. A store keeps every
    set once, under its number, with the answers that were given; each answer is computed here, and
    none is taken from the file. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets.
Import ListNotations.
Open Scope N_scope.

(** Answers about pairs of names. *)
Definition Answers (A : Type) := Numbers.t (Numbers.t A).

Definition recall {A} (answers : Answers A) (a b : Name) : option A :=
  match Numbers.find a answers with Some about => Numbers.find b about | None => None end.

Definition remember {A} (answers : Answers A) (a b : Name) (answer : A) : Answers A :=
  let about := match Numbers.find a answers with
               | Some about => about
               | None => Numbers.empty A
               end in
  Numbers.add a (Numbers.add b answer about) answers.

(** [next] and all names above it are not in use. A set that is [None] is empty. *)
Record Store := {
  sets : Table;
  next : Name;
  meets : Answers (option Name);
  rests : Answers (option Name);
  inclusions : Answers bool;
}.

Definition fresh (t : Table) (first_free : Name) : Store :=
  {| sets := t; next := first_free; meets := Numbers.empty _; rests := Numbers.empty _;
     inclusions := Numbers.empty _ |}.

(** A name for a set. *)
Definition name (vs : Values) (s : Store) : option Name * Store :=
  match vs with
  | [] => (None, s)
  | _ :: _ =>
      (Some (next s),
       {| sets := Numbers.add (next s) vs (sets s); next := next s + 1; meets := meets s;
          rests := rests s; inclusions := inclusions s |})
  end.

(** The values that are in both sets; one of them where it lies in the other. *)
Definition meet (a b : Name) (s : Store) : option Name * Store :=
  if a =? b then (Some a, s)
  else match recall (meets s) a b with
  | Some answer => (answer, s)
  | None =>
      let xs := values_of (sets s) a in
      let ys := values_of (sets s) b in
      let (answer, s) :=
        if subset xs ys then (Some a, s) else if subset ys xs then (Some b, s)
        else name (common xs ys) s in
      (answer,
       {| sets := sets s; next := next s; meets := remember (meets s) a b answer;
          rests := rests s; inclusions := inclusions s |})
  end.

(** The values of [a] that are not in [b]. *)
Definition rest (a b : Name) (s : Store) : option Name * Store :=
  if a =? b then (None, s)
  else match recall (rests s) a b with
  | Some answer => (answer, s)
  | None =>
      let (answer, s) := name (without (values_of (sets s) a) (values_of (sets s) b)) s in
      (answer,
       {| sets := sets s; next := next s; meets := meets s;
          rests := remember (rests s) a b answer; inclusions := inclusions s |})
  end.

(** Every value of [a] is in [b]. *)
Definition lies_in (a b : Name) (s : Store) : bool * Store :=
  if a =? b then (true, s)
  else match recall (inclusions s) a b with
  | Some answer => (answer, s)
  | None =>
      let answer := subset (values_of (sets s) a) (values_of (sets s) b) in
      (answer,
       {| sets := sets s; next := next s; meets := meets s; rests := rests s;
          inclusions := remember (inclusions s) a b answer |})
  end.

(** ** Boxes *)

(** All names are below [n]. *)
Definition box_below (n : Name) (b : NamedBox) : bool := forallb (fun test => snd test <? n) b.
Definition boxes_below (n : Name) (bs : NamedBoxes) : bool := forallb (box_below n) bs.

(** All values of a field ([PKT-1]). *)
Definition whole (f : Field) : Values := [{| low := 0; high := maximum f |}].

(** The first test of a box on a field. *)
Fixpoint test_on (f : Field) (b : NamedBox) : option Name :=
  match b with
  | [] => None
  | (g, n) :: others => if Field_beq f g then Some n else test_on f others
  end.

(** The box with another set for a field. *)
Fixpoint put (f : Field) (n : Name) (b : NamedBox) : NamedBox :=
  match b with
  | [] => [(f, n)]
  | (g, m) :: others => if Field_beq f g then (f, n) :: others else (g, m) :: put f n others
  end.

(** The packets of a box that pass one more test. *)
Definition narrow (b : NamedBox) (test : Test) (s : Store) : option NamedBox * Store :=
  match test_on (fst test) b with
  | None => (Some (test :: b), s)
  | Some n =>
      let (both, s) := meet n (snd test) s in
      (match both with Some k => Some (put (fst test) k b) | None => None end, s)
  end.

(** The packets of both boxes. *)
Fixpoint product (x y : NamedBox) (s : Store) : option NamedBox * Store :=
  match y with
  | [] => (Some x, s)
  | test :: others =>
      match narrow x test s with
      | (Some x, s) => product x others s
      | (None, s) => (None, s)
      end
  end.

(** [x] lies in [h]: test by test. *)
Fixpoint fits (x h : NamedBox) (s : Store) : bool * Store :=
  match h with
  | [] => (true, s)
  | (f, n) :: others =>
      let (inside, s) :=
        match test_on f x with
        | Some m => lies_in m n s
        | None => (subset (whole f) (values_of (sets s) n), s)
        end in
      if inside then fits x others s else (false, s)
  end.

(** [x] lies in one of the boxes. *)
Fixpoint fits_one (x : NamedBox) (hs : NamedBoxes) (s : Store) : bool * Store :=
  match hs with
  | [] => (false, s)
  | h :: others =>
      let (inside, s) := fits x h s in if inside then (true, s) else fits_one x others s
  end.

(** What is left of [x] without [h]: for each test of [h] the packets that are the first to fail
    it. *)
Fixpoint left_of (x h : NamedBox) (s : Store) : NamedBoxes * Store :=
  match h with
  | [] => ([], s)
  | (f, n) :: others =>
      let (m, s) := match test_on f x with
                    | Some m => (Some m, s)
                    | None => name (whole f) s
                    end in
      match m with
      | None => ([x], s)
      | Some m =>
          let (out, s) := rest m n s in
          let (both, s) := meet m n s in
          let (more, s) := match both with
                           | Some k => left_of (put f k x) others s
                           | None => ([], s)
                           end in
          (match out with Some k => put f k x :: more | None => more end, s)
      end
  end.

Fixpoint left_of_all (xs : NamedBoxes) (h : NamedBox) (s : Store) : NamedBoxes * Store :=
  match xs with
  | [] => ([], s)
  | x :: others =>
      let (first, s) := left_of x h s in
      let (more, s) := left_of_all others h s in
      (first ++ more, s)
  end.

(** Nothing of [xs] is left without [hs]. *)
Fixpoint used_up (xs hs : NamedBoxes) (s : Store) : bool * Store :=
  match xs with
  | [] => (true, s)
  | _ :: _ =>
      match hs with
      | [] => (false, s)
      | h :: others => let (xs, s) := left_of_all xs h s in used_up xs others s
      end
  end.

(** Every packet of [x] is in [hs]: in one of the boxes, as nearly always, or in several
    together. *)
Definition covered (hs : NamedBoxes) (x : NamedBox) (s : Store) : bool * Store :=
  let (inside, s) := fits_one x hs s in if inside then (true, s) else used_up [x] hs s.

(** Some test of the box has no values. *)
Definition is_void (t : Table) (b : NamedBox) : bool :=
  existsb (fun test => match values_of t (snd test) with [] => true | _ :: _ => false end) b.

(** All elements of a list, until one fails. *)
Fixpoint all_of {A} (judge : A -> Store -> bool * Store) (l : list A) (s : Store) : bool * Store :=
  match l with
  | [] => (true, s)
  | a :: others => let (good, s) := judge a s in if good then all_of judge others s else (false, s)
  end.
