(** * Symmetry: representatives decide for all members of a class *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.ForwardingGraph Theorems.Progress.

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
