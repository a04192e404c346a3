(** * Progress and rank

    What every guarantee rests on ([require]; must-reach of [REA-4], round trips of [REA-3]). *)

From Coq Require Import NArith Arith List Lia.
From Isola Require Import Model.Packets Model.ForwardingGraph.

(** What a guarantee certificate states about its annotation. [receivers] are the delivered states
    that the claim wants: a delivery to anyone else is not in it. *)
Record GuaranteeCertificate (g : Graph) (starts receivers annotation : States)
    (rank : State -> nat) : Prop := {
  contains_starts : forall s, starts s -> annotation s;
  closed : forall e s s',
    In e (edges g) -> annotation s -> in_transit g s -> takes e s s' -> annotation s';
  progress : forall s, annotation s ->
    (delivered g s /\ receivers s) \/ (in_transit g s /\ exists s', step g s s');
  decreasing : forall e s s',
    In e (edges g) -> annotation s -> in_transit g s -> takes e s s' -> (rank s' < rank s)%nat;
}.

(** Whatever the network chooses, the packet comes to a receiver after finitely many steps: it is
    there, or it can go on and all its successors come to a receiver. *)
Inductive Inevitable (g : Graph) (receivers : States) : State -> Prop :=
  | Arrived : forall s, delivered g s -> receivers s -> Inevitable g receivers s
  | Goes_on : forall s s', step g s s' ->
      (forall s'', step g s s'' -> Inevitable g receivers s'') ->
      Inevitable g receivers s.

(** A loop or an endless trace is an infinite sequence of steps. *)
Definition endless (g : Graph) (s : State) : Prop :=
  exists states : nat -> State, states 0%nat = s /\ forall n, step g (states n) (states (S n)).

Lemma successor_inside :
  forall g starts receivers annotation rank,
    GuaranteeCertificate g starts receivers annotation rank ->
    forall s s', annotation s -> step g s s' -> annotation s' /\ (rank s' < rank s)%nat.
Proof.
  intros g starts receivers annotation rank certificate s s' inside [moving [e [known edge]]].
  split.
  - exact (closed _ _ _ _ _ certificate e s s' known inside moving edge).
  - exact (decreasing _ _ _ _ _ certificate e s s' known inside moving edge).
Qed.

Lemma trace_inside :
  forall g starts receivers annotation rank,
    GuaranteeCertificate g starts receivers annotation rank ->
    forall n s s', Trace g n s s' -> annotation s -> annotation s' /\ (n + rank s' <= rank s)%nat.
Proof.
  intros g starts receivers annotation rank certificate n s s' trace.
  induction trace as [s | n s s1 s2 first _ rest]; intros inside.
  - split; [exact inside | lia].
  - destruct (successor_inside _ _ _ _ _ certificate s s1 inside first) as [inside1 less].
    destruct (rest inside1) as [inside2 short]. split; [exact inside2 | lia].
Qed.

(** If every annotated state is at a receiver or has a successor, and a rank decreases on every
    edge, then every packet of the claim comes to a receiver, whatever the network chooses. *)
Theorem guarantee_soundness :
  forall g starts receivers annotation rank,
    GuaranteeCertificate g starts receivers annotation rank ->
    forall s, starts s -> Inevitable g receivers s.
Proof.
  intros g starts receivers annotation rank certificate.
  assert (all : forall n s, (rank s < n)%nat -> annotation s -> Inevitable g receivers s).
  { induction n as [| n below]; intros s small inside; [lia |].
    destruct (progress _ _ _ _ _ certificate s inside) as [[here right] | [_ [s' next]]].
    - exact (Arrived g receivers s here right).
    - apply (Goes_on g receivers s s' next). intros s'' step.
      destruct (successor_inside _ _ _ _ _ certificate s s'' inside step) as [inside'' less].
      apply below; [lia | exact inside'']. }
  intros s start. apply (all (S (rank s))); [lia |].
  exact (contains_starts _ _ _ _ _ certificate s start).
Qed.

(** No trace from a start is longer than the rank of the start: there is no loop, and a rank of at
    most 64 keeps every trace within the hop limit of [REA-2]. *)
Theorem traces_are_short :
  forall g starts receivers annotation rank,
    GuaranteeCertificate g starts receivers annotation rank ->
    forall n s s', starts s -> Trace g n s s' -> (n <= rank s)%nat.
Proof.
  intros g starts receivers annotation rank certificate n s s' start trace.
  pose proof (contains_starts _ _ _ _ _ certificate s start) as inside.
  destruct (trace_inside _ _ _ _ _ certificate n s s' trace inside) as [_ short]. lia.
Qed.

(** Where [Inevitable] holds, no trace meets a drop, an unknown, or a receiver that the claim does
    not want; a trace that cannot go on is at a receiver; and no trace is endless. *)
Theorem inevitable_means_delivered :
  forall g receivers s, Inevitable g receivers s ->
    (forall n s', Trace g n s s' ->
      ~ dropped g s' /\ ~ unknown g s' /\ (delivered g s' -> receivers s') /\
      ((forall s'', ~ step g s' s'') -> delivered g s' /\ receivers s')) /\
    ~ endless g s.
Proof.
  intros g receivers s certain.
  assert (keep : forall s', Inevitable g receivers s' -> forall n s'', Trace g n s' s'' ->
    Inevitable g receivers s'').
  { intros s' holds n s'' trace. induction trace as [s' | n s' s1 s2 first _ rest]; [exact holds |].
    apply rest. destruct holds as [s' here _ | s' s3 _ successors].
    - destruct first as [moving _]. unfold delivered, in_transit in *. congruence.
    - exact (successors s1 first). }
  split.
  - intros n s' trace. pose proof (keep s certain n s' trace) as holds.
    destruct holds as [s' here right | s' s3 next _].
    + unfold dropped, unknown, in_transit, delivered in *.
      split; [| split; [| split]].
      * intros [[reason drop] | [moving _]]; congruence.
      * intros [missing sink]. congruence.
      * intros _. exact right.
      * intros _. exact (conj here right).
    + assert (moving : kind g (fst s') = Transit) by (destruct next as [moving _]; exact moving).
      unfold dropped, unknown, in_transit, delivered.
      split; [| split; [| split]].
      * intros [[reason drop] | [_ stuck]]; [congruence | exact (stuck s3 next)].
      * intros [missing sink]. congruence.
      * congruence.
      * intros stuck. destruct (stuck s3 next).
  - induction certain as [s here _ | s s' _ _ never]; intros [states [first steps]].
    + destruct (steps 0%nat) as [moving _]. unfold delivered, in_transit in *. congruence.
    + apply (never (states 1%nat)).
      * rewrite <- first. exact (steps 0%nat).
      * exists (fun n => states (S n)). split; [reflexivity |]. intros n. exact (steps (S n)).
Qed.

(** [REA-3] for every packet and every choice: the request comes to a receiver, and whatever the
    receiver then sends back comes home. [turn s d r]: for the request [s] delivered as [d] the
    answer starts as [r] (the reverse packet, with the connection state that [d] carries); [home s]
    are the states in which the answer to [s] is where [s] began, as exactly the reverse of [s]. *)
Definition round_trip (g : Graph) (receivers : States) (turn : State -> State -> State -> Prop)
    (home : State -> States) (s : State) : Prop :=
  Inevitable g receivers s /\
  forall n d, Trace g n s d -> delivered g d ->
    (exists r, turn s d r) /\ forall r, turn s d r -> Inevitable g (home s) r.

(** A forward certificate, and for each request a return certificate whose starts are the answers to
    all that the forward annotation delivers (to each there is one), prove every round trip. *)
Theorem round_trip_soundness :
  forall g starts receivers (forward : State -> States) rank turn (home back : State ->
    States) rank_back,
    (forall s, starts s ->
      GuaranteeCertificate g (fun s' => s' = s) receivers (forward s) rank) ->
    (forall s, starts s ->
      GuaranteeCertificate g
        (fun r => exists d, forward s d /\ delivered g d /\ turn s d r) (home s) (back s) rank_back)
          ->
    (forall s d, starts s -> forward s d -> delivered g d -> exists r, turn s d r) ->
    forall s, starts s -> round_trip g receivers turn home s.
Proof.
  intros g starts receivers forward rank turn home back rank_back out return_leg answers s start.
  split.
  - exact (guarantee_soundness _ _ _ _ _ (out s start) s eq_refl).
  - intros n d trace here.
    assert (inside : forward s d).
    { pose proof (contains_starts _ _ _ _ _ (out s start) s eq_refl) as inside.
      exact (proj1 (trace_inside _ _ _ _ _ (out s start) n s d trace inside)). }
    split; [exact (answers s d start inside here) |].
    intros r turned. apply (guarantee_soundness _ _ _ _ _ (return_leg s start)).
    exists d. exact (conj inside (conj here turned)).
Qed.
