(** * Symmetry: representatives decide for all members of a class *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.ValueSets Model.ForwardingGraph Model.Certificates
  Lemmas.SharedSets Lemmas.Rewrites Theorems.Progress.
Open Scope N_scope.

(** A relabelling of locations and of packets at once (an interface and all its addresses take the
    place of another's) under which the graph looks the same: what a location is stays, and each
    edge has an image that takes every relabelled packet wherever the edge takes the packet. *)
Record Symmetry (g : Graph) (place : Location -> Location) (relabel : Packet -> Packet) : Prop := {
  same_kind : forall l, kind g (place l) = kind g l;
  same_edges : forall e, In e (edges g) ->
    exists e', In e' (edges g) /\ tail e' = place (tail e) /\ head e' = place (head e) /\
      (forall p, guard e p = true -> guard e' (relabel p) = true) /\
      (forall p p', rewrites (rewrite e) p p' -> rewrites (rewrite e') (relabel p) (relabel p'));
}.

Definition moved (place : Location -> Location) (relabel : Packet -> Packet) (s : State) : State :=
  (place (fst s), relabel (snd s)).

Lemma step_moved : forall g place relabel s s', Symmetry g place relabel ->
  step g s s' -> step g (moved place relabel s) (moved place relabel s').
Proof.
  intros g place relabel s s' symmetry [moving [e [known [at_tail [at_head [passes change]]]]]].
  destruct (same_edges _ _ _ symmetry e known) as [e' [known' [tail' [head' [guard' rewrite']]]]].
  split.
  - unfold in_transit, moved. simpl. rewrite (same_kind _ _ _ symmetry). exact moving.
  - exists e'. split; [exact known' |]. unfold takes, moved. simpl.
    rewrite tail', head', at_tail, at_head.
    repeat split; auto.
Qed.

Lemma trace_moved : forall g place relabel n s s', Symmetry g place relabel ->
  Trace g n s s' -> Trace g n (moved place relabel s) (moved place relabel s').
Proof.
  intros g place relabel n s s' symmetry trace. induction trace as [s | n s s1 s2 first _ rest].
  - constructor.
  - exact (Hop g n _ _ _ (step_moved g place relabel s s1 symmetry first) rest).
Qed.

(** If every start is carried by some symmetry of the graph to a representative, and the symmetry
    carries bad states to bad states, then it is enough that no representative comes to a bad state
    or to an unknown: then no start does. *)
Theorem representatives_decide_safety :
  forall g (starts representatives bad : States),
    (forall s, starts s -> exists place relabel,
      Symmetry g place relabel /\ representatives (moved place relabel s) /\
      (forall s', bad s' -> bad (moved place relabel s'))) ->
    (forall n s s', representatives s -> Trace g n s s' -> ~ bad s' /\ ~ unknown g s') ->
    forall n s s', starts s -> Trace g n s s' -> ~ bad s' /\ ~ unknown g s'.
Proof.
  intros g starts representatives bad carried safe n s s' start trace.
  destruct (carried s start) as [place [relabel [symmetry [chosen keeps]]]].
  destruct (safe n _ _ chosen (trace_moved g place relabel n s s' symmetry trace)) as [good known].
  split.
  - intros wrong. exact (good (keeps s' wrong)).
  - intros [missing sink]. apply known. exists missing. unfold moved. simpl.
    rewrite (same_kind _ _ _ symmetry). exact sink.
Qed.

(** The same for guarantees, where the symmetry must have an inverse (as every permutation of
    interfaces has): if every packet of a representative comes to a receiver, so does every packet
    of every member of its class. *)
Theorem representatives_decide_guarantees :
  forall g (starts representatives receivers : States),
    (forall s, starts s -> exists place relabel place_back relabel_back,
      Symmetry g place relabel /\ Symmetry g place_back relabel_back /\
      (forall s', moved place_back relabel_back (moved place relabel s') = s') /\
      representatives (moved place relabel s) /\
      (forall s', receivers (moved place relabel s') -> receivers s')) ->
    (forall s, representatives s -> Inevitable g receivers s) ->
    forall s, starts s -> Inevitable g receivers s.
Proof.
  intros g starts representatives receivers carried sure s start.
  destruct (carried s start) as
    [place [relabel [place_back [relabel_back [symmetry [symmetry_back [inverse [chosen
      keeps]]]]]]]].
  pose proof (sure _ chosen) as there. clear start chosen.
  remember (moved place relabel s) as t eqn:image. revert s image.
  induction there as [t here right | t t' next _ step]; intros s image; subst t.
  - apply Arrived; [| exact (keeps s right)].
    unfold delivered, moved in *. simpl in here. rewrite (same_kind _ _ _ symmetry) in here.
    exact here.
  - apply (Goes_on g receivers s (moved place_back relabel_back t')).
    + rewrite <- (inverse s). exact (step_moved g place_back relabel_back _ _ symmetry_back next).
    + intros s'' from_here.
      exact (step _ (step_moved g place relabel s s'' symmetry from_here) s'' eq_refl).
Qed.

(** ** Where symmetries come from *)

(** A renaming of values, field by field: for instance one interface gets the addresses of another
    and gives it its own. *)
Definition Renaming := Field -> N -> N.

Definition renamed (new : Renaming) (p : Packet) : Packet := packet_of (fun f => new f (read f p)).

Lemma read_packet_of : forall value f, read f (packet_of value) = value f.
Proof. intros value f. destruct f; reflexivity. Qed.

(** The renaming carries the values of one set into another. *)
Definition carries_set (t : Table) (new : Renaming) (f : Field) (n n' : Name) : Prop :=
  forall v, holds v (values_of t n) = true -> holds (new f v) (values_of t n') = true.

(** [e'] does to renamed packets, at the places that [place] gives, what [e] does to packets. *)
Record Image (t : Table) (place : Location -> Location) (new : Renaming) (e e' : NamedEdge) : Prop := {
  image_tail : edge_tail e' = place (edge_tail e);
  image_head : edge_head e' = place (edge_head e);
  image_guard : forall b, In b (edge_guard e) -> exists b', In b' (edge_guard e') /\
    forall f n', In (f, n') b' -> exists n, In (f, n) b /\ carries_set t new f n n';
  image_rewrite : forall f,
    match named_assignment (edge_rewrite e) f, named_assignment (edge_rewrite e') f with
    | None, None => True
    | Some (CopyOf h), Some (CopyOf h') => h' = h /\ forall v, new f v = new h v
    | Some (OneOf n), Some (OneOf n') => carries_set t new f n n'
    | _, _ => False
    end;
}.

(** If a permutation of places (of interfaces) and of values (of all their addresses) leaves the kind
    of every place as it is and every edge has its image, then it is a symmetry: verdicts are the
    same before and after it. *)
Theorem permutations_give_symmetries :
  forall g place new,
    (forall l, kind_at g (place l) = kind_at g l) ->
    (forall e, In e (named_edges g) -> exists e', In e' (named_edges g) /\ Image (table g) place new e e') ->
    Symmetry (graph_of g) place (renamed new).
Proof.
  intros g place new kinds images. split; [exact kinds |].
  intros e member. apply in_map_iff in member. destruct member as [n [same member]]. subst e.
  destruct (images n member) as [n' [member' [at_tail at_head guards changes]]].
  exists (edge_of (table g) n'). split; [apply in_map; exact member' |].
  split; [exact at_tail |]. split; [exact at_head |]. split.
  - intros p passes. simpl in *. unfold in_any in *. apply existsb_exists in passes.
    destruct passes as [b [known inside]]. destruct (guards b known) as [b' [known' tests]].
    apply existsb_exists. exists b'. split; [exact known' |]. unfold in_named in *.
    rewrite forallb_forall in *. intros [f m'] test. destruct (tests f m' test) as [m [test' into]].
    specialize (inside _ test'). unfold passes in *. simpl in *. unfold renamed.
    rewrite read_packet_of. exact (into _ inside).
  - intros p p' change f. specialize (change f). specialize (changes f). simpl in *.
    rewrite named_assignment_means in *. unfold renamed. rewrite !read_packet_of.
    destruct (named_assignment (edge_rewrite n) f) as [[h | m] |],
      (named_assignment (edge_rewrite n') f) as [[h' | m'] |]; simpl in *; try contradiction.
    + destruct changes as [same same_value]. subst h'. rewrite change, read_packet_of.
      apply same_value.
    + exact (changes _ change).
    + rewrite change. reflexivity.
Qed.

(** A set that an edge tests or writes on a field. *)
Definition used (g : NamedGraph) (f : Field) (n : Name) : Prop :=
  exists e, In e (named_edges g) /\
    ((exists b, In b (edge_guard e) /\ In (f, n) b) \/ In (f, OneOf n) (edge_rewrite e)).

Definition copies_nothing (g : NamedGraph) : Prop :=
  forall e f h, In e (named_edges g) -> ~ In (f, CopyOf h) (edge_rewrite e).

(** Nothing that the graph tests or writes tells the packets apart: they lie in the same cells. *)
Definition in_same_cells (g : NamedGraph) (p q : Packet) : Prop :=
  forall f n, used g f n ->
    holds (read f p) (values_of (table g) n) = holds (read f q) (values_of (table g) n).

(** Two values change places. *)
Definition exchanged (p q : Packet) : Renaming := fun f v =>
  if v =? read f p then read f q else if v =? read f q then read f p else v.

Lemma exchanged_carries : forall t p q f n,
  holds (read f p) (values_of t n) = holds (read f q) (values_of t n) ->
  carries_set t (exchanged p q) f n n.
Proof.
  intros t p q f n same v inside. unfold exchanged.
  destruct (N.eqb_spec v (read f p)); [subst v; congruence |].
  destruct (N.eqb_spec v (read f q)); [subst v; congruence | exact inside].
Qed.

Lemma renamed_exchanged : forall p q, renamed (exchanged p q) p = q.
Proof.
  intros p q. unfold renamed, packet_of, exchanged. destruct p, q; simpl.
  rewrite !N.eqb_refl. reflexivity.
Qed.

(** One packet decides for all of its cells: where the graph copies no field into another, and bad
    states are told by sets that do not tell the packets apart either, a packet comes to a bad state
    or to something unknown iff every packet of the same cells does. *)
Theorem one_packet_decides_for_its_cells :
  forall g bad p q l, copies_nothing g -> in_same_cells g p q ->
    (forall l f n b, In b (boxes_at bad l) -> In (f, n) b ->
      holds (read f p) (values_of (table g) n) = holds (read f q) (values_of (table g) n)) ->
    (forall n s', Trace (graph_of g) n (l, p) s' ->
      in_any (table g) (snd s') (boxes_at bad (fst s')) = false /\ ~ unknown (graph_of g) s') ->
    forall n s', Trace (graph_of g) n (l, q) s' ->
      in_any (table g) (snd s') (boxes_at bad (fst s')) = false /\ ~ unknown (graph_of g) s'.
Proof.
  intros g bad p q l no_copies same same_bad safe n s' trace.
  assert (symmetry : Symmetry (graph_of g) (fun l => l) (renamed (exchanged q p))).
  { apply permutations_give_symmetries; [reflexivity |]. intros e known. exists e.
    split; [exact known |]. split; [reflexivity | reflexivity | |].
    - intros b member. exists b. split; [exact member |]. intros f m test. exists m.
      split; [exact test |]. apply exchanged_carries. symmetry. apply same. exists e.
      split; [exact known |]. left. exists b. exact (conj member test).
    - intros f. destruct (named_assignment (edge_rewrite e) f) as [[h | m] |] eqn:found;
        [| | exact I]; apply named_assignment_member in found.
      + exfalso. exact (no_copies e f h known found).
      + apply exchanged_carries. symmetry. apply same. exists e. split; [exact known |]. right.
        exact found. }
  pose proof (trace_moved _ _ _ _ _ _ symmetry trace) as there. unfold moved at 1 in there.
  simpl in there. rewrite renamed_exchanged in there. destruct (safe n _ there) as [good known].
  split.
  - apply not_true_iff_false. intros wrong. apply not_true_iff_false in good. apply good.
    unfold moved. simpl. unfold in_any in *. apply existsb_exists in wrong.
    destruct wrong as [b [member inside]]. apply existsb_exists. exists b.
    split; [exact member |]. unfold in_named in *. rewrite forallb_forall in *.
    intros [f m] test. specialize (inside _ test). unfold passes in *. simpl in *. unfold renamed.
    rewrite read_packet_of. apply (exchanged_carries (table g) q p f m); [| exact inside].
    symmetry. exact (same_bad _ f m b member test).
  - intros [missing sink]. apply known. exists missing. exact sink.
Qed.
