(** * Invariant soundness

    What every safety certificate rests on ([forbid] and path properties; [REA-3a], [REA-4]). *)

From Coq Require Import NArith List.
From Isola Require Import Model.Packets Model.ForwardingGraph.

(** What a safety certificate states about its annotation. *)
Record SafetyCertificate (g : Graph) (starts bad annotation : States) : Prop := {
  contains_starts : forall s, starts s -> annotation s;
  closed : forall e s s',
    In e (edges g) -> annotation s -> in_transit g s -> takes e s s' -> annotation s';
  excludes_bad : forall s, annotation s -> ~ bad s;
  excludes_unknown : forall s, annotation s -> ~ unknown g s;
}.

(** Every trace, however long, that begins inside an annotation closed under every edge stays
    inside. *)
Theorem annotation_contains_traces :
  forall g starts bad annotation,
    SafetyCertificate g starts bad annotation ->
    forall n s s', Trace g n s s' -> annotation s -> annotation s'.
Proof.
  intros g starts bad annotation certificate n s s' trace.
  induction trace as [s | n s s1 s2 [moving [e [known edge]]] _ stays]; intros inside.
  - exact inside.
  - apply stays. exact (closed _ _ _ _ certificate e s s1 known inside moving edge).
Qed.

(** If an annotation contains the starts, is closed under every edge, and excludes the bad states
    and the unknown sinks, then no packet of the claim ever comes to a bad state, on no path, by no
    choice of the network and after no number of hops, and the answer rests on nothing unknown. *)
Theorem invariant_soundness :
  forall g starts bad annotation,
    SafetyCertificate g starts bad annotation ->
    forall n s s', starts s -> Trace g n s s' -> ~ bad s' /\ ~ unknown g s'.
Proof.
  intros g starts bad annotation certificate n s s' start trace.
  assert (inside : annotation s').
  { apply (annotation_contains_traces _ _ _ _ certificate _ _ _ trace).
    exact (contains_starts _ _ _ _ certificate s start). }
  split.
  - exact (excludes_bad _ _ _ _ certificate s' inside).
  - exact (excludes_unknown _ _ _ _ certificate s' inside).
Qed.

(** The method misses nothing: whenever no trace reaches a bad state or an unknown sink, an
    annotation that proves it exists (the set of reachable states). *)
Theorem invariant_completeness :
  forall g (starts bad : States),
    (forall n s s', starts s -> Trace g n s s' -> ~ bad s' /\ ~ unknown g s') ->
    exists annotation, SafetyCertificate g starts bad annotation.
Proof.
  intros g starts bad safe.
  assert (extend : forall n s s' s'', Trace g n s s' -> step g s' s'' -> Trace g (S n) s s'').
  { intros n s s' s'' trace. induction trace as [s | n s s1 s2 first _ rest]; intros last.
    - exact (Hop g 0 s s'' s'' last (Here g s'')).
    - exact (Hop g (S n) s s1 s'' first (rest last)). }
  exists (fun s' => exists n s, starts s /\ Trace g n s s').
  split.
  - intros s start. exists 0%nat, s. exact (conj start (Here g s)).
  - intros e s s' known [n [s0 [start trace]]] moving edge.
    exists (S n), s0. split; [exact start |].
    apply (extend n s0 s s' trace). split; [exact moving |]. exists e. exact (conj known edge).
  - intros s [n [s0 [start trace]]]. exact (proj1 (safe n s0 s start trace)).
  - intros s [n [s0 [start trace]]]. exact (proj2 (safe n s0 s start trace)).
Qed.
