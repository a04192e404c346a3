(** * Certificates and their executable check

    What a file of format 1 holds (Specs/Certificates/Format1.md): sets of values with names, a
    forwarding graph, a claim, and for each location the packets that may be there, as boxes over
    named sets. The functions of this file decide the conditions of a certificate;
    [Theorems/Certificates.v] proves that a yes is true. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Model.ForwardingGraph.
Import ListNotations.
Open Scope N_scope.

(** ** What a file says *)

Inductive NamedAssignment :=
  | CopyOf (from : Field)
  | OneOf (values : Name).

Definition NamedRewrite := list (Field * NamedAssignment).

Record NamedEdge := {
  edge_tail : Location;
  edge_head : Location;
  edge_guard : NamedBoxes;
  edge_rewrite : NamedRewrite;
}.

Record NamedGraph := {
  table : Table;
  kinds : Numbers.t Kind;
  named_edges : list NamedEdge;
}.

(** The graph that is meant. Of a location without a kind nothing is known ([CNV-3]). *)
Definition kind_at (g : NamedGraph) (l : Location) : Kind :=
  match Numbers.find l (kinds g) with Some k => k | None => UnknownSink 0 end.

Definition assignment_of (t : Table) (a : NamedAssignment) : Assignment :=
  match a with
  | CopyOf f => Copy f
  | OneOf n => Choose (values_of t n)
  end.

Definition rewrite_of (t : Table) (r : NamedRewrite) : Rewrite :=
  map (fun change => (fst change, assignment_of t (snd change))) r.

Definition edge_of (t : Table) (e : NamedEdge) : Edge :=
  {| tail := edge_tail e; head := edge_head e; guard := fun p => in_any t p (edge_guard e);
     rewrite := rewrite_of t (edge_rewrite e) |}.

Definition graph_of (g : NamedGraph) : Graph :=
  {| kind := kind_at g; edges := map (edge_of (table g)) (named_edges g) |}.

(** Packets by location. *)
Definition Annotation := Numbers.t NamedBoxes.

Definition boxes_at (a : Annotation) (l : Location) : NamedBoxes :=
  match Numbers.find l a with Some bs => bs | None => [] end.

(** The states that are meant, with packets as they can be on the wire ([PKT-1]). *)
Definition states_of (g : NamedGraph) (a : Annotation) : States :=
  fun s => on_wire (snd s) /\ in_any (table g) (snd s) (boxes_at a (fst s)) = true.

(** ** Form *)

Definition all_fields : list Field :=
  [Family; Source; Destination; Protocol; SourcePort; DestinationPort; IcmpType; IcmpCode; TcpSyn;
   TcpAck].

(** The first name that the file cannot use. *)
Definition first_free (t : Table) : Name :=
  fold_right (fun entry least => N.max (fst entry + 1) least) 0 (Numbers.elements t).

(** All names are below it. *)
Definition annotation_below (n : Name) (a : Annotation) : bool :=
  forallb (fun entry => boxes_below n (snd entry)) (Numbers.elements a).
Definition rewrite_below (n : Name) (r : NamedRewrite) : bool :=
  forallb (fun change => match snd change with CopyOf _ => true | OneOf m => m <? n end) r.
Definition edge_below (n : Name) (e : NamedEdge) : bool :=
  boxes_below n (edge_guard e) && rewrite_below n (edge_rewrite e).

(** Every set is written in ascending order, and no name is used beyond the table. *)
Definition is_formed (g : NamedGraph) : bool :=
  forallb (fun entry => ascending (snd entry)) (Numbers.elements (table g)) &&
  forallb (edge_below (first_free (table g))) (named_edges g).

(** ** Edges *)

Fixpoint named_assignment (r : NamedRewrite) (f : Field) : option NamedAssignment :=
  match r with
  | [] => None
  | (g, a) :: others => if Field_beq f g then Some a else named_assignment others f
  end.

(** What a rewrite makes of a box, field by field. *)
Definition image_of_field (r : NamedRewrite) (b : NamedBox) (f : Field) : NamedBox :=
  match named_assignment r f with
  | None => match test_on f b with Some n => [(f, n)] | None => [] end
  | Some (CopyOf g) => match test_on g b with Some n => [(f, n)] | None => [] end
  | Some (OneOf n) => [(f, n)]
  end.

Definition image (r : NamedRewrite) (b : NamedBox) : NamedBox :=
  match r with
  | [] => b
  | _ :: _ => flat_map (image_of_field r b) all_fields
  end.

(** A rewrite writes only values that the field can hold. *)
Definition rewrite_fits (t : Table) (r : NamedRewrite) : bool :=
  forallb (fun change =>
    match snd change with
    | CopyOf g => maximum g <=? maximum (fst change)
    | OneOf n => subset (values_of t n) (whole (fst change))
    end) r.

(** It always finds a value. *)
Definition rewrite_chooses (t : Table) (r : NamedRewrite) : bool :=
  forallb (fun change =>
    match snd change with
    | CopyOf _ => true
    | OneOf n => match values_of t n with i :: _ => low i <=? high i | [] => false end
    end) r.

Definition is_transit (k : Kind) : bool :=
  match k with Transit => true | Delivered | Dropped _ | UnknownSink _ => false end.

Definition is_unknown (k : Kind) : bool :=
  match k with UnknownSink _ => true | Transit | Delivered | Dropped _ => false end.

(** What the box [b] at the tail and the box [c] of the guard let pass lands inside. *)
Definition way_closed (a : Annotation) (e : NamedEdge) (b c : NamedBox) (s : Store) : bool * Store :=
  match product b c s with
  | (None, s) => (true, s)
  | (Some x, s) => covered (boxes_at a (edge_head e)) (image (edge_rewrite e) x) s
  end.

(** The edge keeps the annotation: what it carries lands inside. *)
Definition edge_closed (g : NamedGraph) (a : Annotation) (e : NamedEdge) (s : Store) : bool * Store :=
  if negb (rewrite_fits (table g) (edge_rewrite e)) then (false, s)
  else if negb (is_transit (kind_at g (edge_tail e))) then (true, s)
  else
    all_of (fun b => all_of (way_closed a e b) (edge_guard e)) (boxes_at a (edge_tail e)) s.

(** Every box of [entry] lies in what [a] has at the same location. *)
Definition entry_inside (a : Annotation) (entry : Location * NamedBoxes) : Store -> bool * Store :=
  all_of (covered (boxes_at a (fst entry))) (snd entry).

(** No packet is in both boxes. *)
Definition apart (b c : NamedBox) (s : Store) : bool * Store :=
  match product b c s with (None, s) => (true, s) | (Some _, s) => (false, s) end.

Definition entry_apart (a : Annotation) (entry : Location * NamedBoxes) : Store -> bool * Store :=
  all_of (fun b => all_of (apart b) (boxes_at a (fst entry))) (snd entry).

(** Both answers are yes. *)
Definition and_then (one two : Store -> bool * Store) (s : Store) : bool * Store :=
  let (good, s) := one s in if good then two s else (false, s).

(** ** Safety *)

Record SafetyClaim := { starts : Annotation; bad : Annotation }.

(** The check of a safety certificate, every obligation derived from graph, claim and annotation. *)
Definition check_safety (g : NamedGraph) (claim : SafetyClaim) (a : Annotation) : bool :=
  let free := first_free (table g) in
  is_formed g && annotation_below free (starts claim) && annotation_below free (bad claim) &&
  annotation_below free a &&
  forallb (fun entry => negb (is_unknown (kind_at g (fst entry))) ||
                        forallb (is_void (table g)) (snd entry)) (Numbers.elements a) &&
  fst (and_then (all_of (entry_inside a) (Numbers.elements (starts claim)))
      (and_then (all_of (edge_closed g a) (named_edges g))
        (all_of (entry_apart a) (Numbers.elements (bad claim)))) (fresh (table g) free)).

(** ** Guarantee *)

Record GuaranteeClaim := { sources : Annotation; receivers : Annotation }.

(** The guards of all edges of each location. *)
Definition ways_on (es : list NamedEdge) : Annotation :=
  fold_right (fun e ways =>
    Numbers.add (edge_tail e) (edge_guard e ++ boxes_at ways (edge_tail e)) ways)
    (Numbers.empty _) es.

(** Every annotated packet has arrived at a receiver, or some edge takes it on. *)
Definition entry_progresses (g : NamedGraph) (claim : GuaranteeClaim) (ways : Annotation)
    (entry : Location * NamedBoxes) (s : Store) : bool * Store :=
  match kind_at g (fst entry) with
  | Delivered => all_of (covered (boxes_at (receivers claim) (fst entry))) (snd entry) s
  | Transit => all_of (covered (boxes_at ways (fst entry))) (snd entry) s
  | Dropped _ | UnknownSink _ => (forallb (is_void (table g)) (snd entry), s)
  end.

Definition rank_at (ranks : Numbers.t N) (l : Location) : N :=
  match Numbers.find l ranks with Some n => n | None => 0 end.

(** The rank of the location falls along every edge that carries anything. *)
Definition edge_falls (g : NamedGraph) (a : Annotation) (ranks : Numbers.t N) (e : NamedEdge)
    (s : Store) : bool * Store :=
  if negb (is_transit (kind_at g (edge_tail e))) then (true, s)
  else if rank_at ranks (edge_head e) <? rank_at ranks (edge_tail e) then (true, s)
  else all_of (fun b => all_of (apart b) (edge_guard e)) (boxes_at a (edge_tail e)) s.

Definition check_guarantee (g : NamedGraph) (claim : GuaranteeClaim) (a : Annotation)
    (ranks : Numbers.t N) : bool :=
  let free := first_free (table g) in
  is_formed g && annotation_below free (sources claim) && annotation_below free (receivers claim) &&
  annotation_below free a &&
  forallb (fun e => rewrite_chooses (table g) (edge_rewrite e)) (named_edges g) &&
  fst (and_then (all_of (entry_inside a) (Numbers.elements (sources claim)))
      (and_then (all_of (edge_closed g a) (named_edges g))
      (and_then (all_of (entry_progresses g claim (ways_on (named_edges g))) (Numbers.elements a))
        (all_of (edge_falls g a ranks) (named_edges g)))) (fresh (table g) free)).

(** ** Packets that nothing changes

    Where no edge that carries anything rewrites, what arrives is what was sent: a reply comes home
    as exactly the reverse of the request ([REA-3]). *)

Definition edge_keeps_packets (g : NamedGraph) (a : Annotation) (e : NamedEdge) (s : Store) :
  bool * Store :=
  match edge_rewrite e with
  | [] => (true, s)
  | _ :: _ =>
      if negb (is_transit (kind_at g (edge_tail e))) then (true, s)
      else all_of (fun b => all_of (apart b) (edge_guard e)) (boxes_at a (edge_tail e)) s
  end.

Definition check_exact_guarantee (g : NamedGraph) (claim : GuaranteeClaim) (a : Annotation)
    (ranks : Numbers.t N) : bool :=
  check_guarantee g claim a ranks &&
  fst (all_of (edge_keeps_packets g a) (named_edges g) (fresh (table g) (first_free (table g)))).
