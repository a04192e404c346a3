(** * Certificates and their executable check

    An annotation gives to each location the packets that may be there, as boxes. The functions of
    this file decide the conditions of a certificate; [Theorems/Certificates.v] proves that a yes is
    true. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.ForwardingGraph.
Import ListNotations.
Open Scope N_scope.

(** Packets by location. Several entries for one location count together. *)
Definition Annotation := list (Location * Boxes).

Definition boxes_at (a : Annotation) (l : Location) : Boxes :=
  flat_map (fun entry => if fst entry =? l then snd entry else []) a.

(** The states that an annotation describes. *)
Definition described (a : Annotation) (s : State) : Prop :=
  in_boxes (snd s) (boxes_at a (fst s)) = true.

Definition all_fields : list Field :=
  [Family; Source; Destination; Protocol; SourcePort; DestinationPort; IcmpType; IcmpCode; TcpSyn;
   TcpAck].

(** ** Emptiness and inclusion of boxes *)

Definition on (f : Field) (b : Box) : Box := filter (fun c => Field_beq (field c) f) b.

Definition greatest_low (b : Box) : N := fold_right (fun c n => N.max (low (range c)) n) 0 b.
Definition least_high (f : Field) (b : Box) : N :=
  fold_right (fun c n => N.min (high (range c)) n) (maximum f) b.

(** Some field has no value left. *)
Definition is_empty (b : Box) : bool :=
  existsb (fun f => least_high f (on f b) <? greatest_low (on f b)) all_fields.

(** What is left of [x] without [y]. *)
Definition without_box (y x : Box) : Boxes :=
  if is_empty (x ++ y) then [x]
  else filter (fun b => negb (is_empty b)) (intersect [x] (outside_box y)).

Fixpoint without (ys : Boxes) (xs : Boxes) : Boxes :=
  match ys with
  | [] => filter (fun b => negb (is_empty b)) xs
  | y :: rest => without rest (flat_map (without_box y) xs)
  end.

(** Every packet of [xs] is in [ys]. *)
Definition included (xs ys : Boxes) : bool :=
  match without ys xs with [] => true | _ :: _ => false end.

(** No packet is in both. *)
Definition disjoint (xs ys : Boxes) : bool := forallb is_empty (intersect xs ys).

(** ** Edges *)

(** What a rewrite makes of a box, field by field. *)
Definition image_of_field (r : Rewrite) (b : Box) (f : Field) : Box :=
  match assignment r f with
  | Keep => on f b
  | Copy g => map (fun c => {| field := f; range := range c |}) (on g b)
  | Choose values => [{| field := f; range := values |}]
  end.

Definition image_of_box (r : Rewrite) (b : Box) : Box := flat_map (image_of_field r b) all_fields.

(** A rewrite writes only values that the field can hold, and always finds one. *)
Definition rewrite_fits (r : Rewrite) : bool :=
  forallb (fun f =>
    match assignment r f with
    | Keep => true
    | Copy g => maximum g <=? maximum f
    | Choose values => (low values <=? high values) && (high values <=? maximum f)
    end) all_fields.

Definition is_transit (k : Kind) : bool :=
  match k with Transit => true | Delivered | Dropped _ | UnknownSink _ => false end.

Definition is_unknown (k : Kind) : bool :=
  match k with UnknownSink _ => true | Transit | Delivered | Dropped _ => false end.

(** The boxes that an edge can carry, before its rewrite. *)
Definition carried (a : Annotation) (e : Edge) : Boxes :=
  filter (fun b => negb (is_empty b)) (intersect (boxes_at a (tail e)) (guard e)).

(** The edge keeps the annotation: what it carries lands inside. *)
Definition edge_closed (g : Graph) (a : Annotation) (e : Edge) : bool :=
  rewrite_fits (rewrite e) &&
  (negb (is_transit (kind g (tail e))) ||
   included (map (image_of_box (rewrite e)) (carried a e)) (boxes_at a (head e))).

(** ** Safety *)

Record SafetyClaim := { starts : Annotation; bad : Annotation }.

(** The check of a safety certificate, every obligation derived from graph, claim and annotation. *)
Definition check_safety (g : Graph) (claim : SafetyClaim) (a : Annotation) : bool :=
  forallb (fun entry => included (snd entry) (boxes_at a (fst entry))) (starts claim) &&
  forallb (edge_closed g a) (edges g) &&
  forallb (fun entry => disjoint (boxes_at a (fst entry)) (snd entry)) (bad claim) &&
  forallb (fun entry => negb (is_unknown (kind g (fst entry))) || forallb is_empty (snd entry)) a.

(** ** Guarantee *)

Record GuaranteeClaim := { sources : Annotation; receivers : Annotation }.

(** Every annotated packet has arrived at a receiver, or some edge takes it on. *)
Definition entry_progresses (g : Graph) (claim : GuaranteeClaim) (entry : Location * Boxes) :
  bool :=
  match kind g (fst entry) with
  | Delivered => included (snd entry) (boxes_at (receivers claim) (fst entry))
  | Transit =>
      included (snd entry)
        (flat_map (fun e => if tail e =? fst entry then guard e else []) (edges g))
  | Dropped _ | UnknownSink _ => forallb is_empty (snd entry)
  end.

(** The rank of the location falls along every edge that carries anything. *)
Definition edge_falls (g : Graph) (a : Annotation) (rank : Location -> N) (e : Edge) : bool :=
  negb (is_transit (kind g (tail e))) || (rank (head e) <? rank (tail e)) ||
  match carried a e with [] => true | _ :: _ => false end.

Definition check_guarantee (g : Graph) (claim : GuaranteeClaim) (a : Annotation)
    (rank : Location -> N) : bool :=
  forallb (fun entry => included (snd entry) (boxes_at a (fst entry))) (sources claim) &&
  forallb (edge_closed g a) (edges g) &&
  forallb (entry_progresses g claim) a &&
  forallb (edge_falls g a rank) (edges g).
