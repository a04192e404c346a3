(** * The certificate checker is sound *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ForwardingGraph Model.Certificates.
From Isola Require Import Lemmas.Boxes Lemmas.Inclusion Theorems.Invariants Theorems.Progress.
Import ListNotations.
Open Scope N_scope.

(** The states that an annotation describes, with packets as they can be on the wire ([PKT-1]). *)
Definition meaning (a : Annotation) : States := fun s => on_wire (snd s) /\ described a s.

Lemma entry_of : forall a s, described a s ->
  exists entry, In entry a /\ fst entry = fst s /\ in_boxes (snd s) (snd entry) = true.
Proof.
  intros a s inside. unfold described, boxes_at in inside. rewrite in_union_of in inside.
  apply existsb_exists in inside. destruct inside as [entry [member held]].
  destruct (N.eqb_spec (fst entry) (fst s)) as [same | _]; [| discriminate].
  exists entry. auto.
Qed.

(** Where every entry of [xs] is included in [ys], so is its meaning. *)
Lemma entries_included : forall xs ys s,
  forallb (fun entry => included (snd entry) (boxes_at ys (fst entry))) xs = true ->
  meaning xs s -> meaning ys s.
Proof.
  intros xs ys s all [wire inside]. split; [exact wire |].
  destruct (entry_of xs s inside) as [entry [member [here held]]].
  rewrite forallb_forall in all. specialize (all entry member). unfold described. rewrite <- here.
  exact (included_holds _ _ _ wire all held).
Qed.

Lemma carries : forall a e s s', on_wire (snd s) -> described a s -> takes e s s' ->
  in_boxes (snd s) (carried a e) = true.
Proof.
  intros a e s s' wire inside [at_tail [_ [passes _]]]. unfold carried.
  rewrite in_nonempty, in_intersect, passes, at_tail by exact wire. unfold described in inside.
  rewrite inside. reflexivity.
Qed.

Lemma closed_edges : forall g a e s s',
  forallb (edge_closed g a) (edges g) = true ->
  In e (edges g) -> meaning a s -> in_transit g s -> takes e s s' -> meaning a s'.
Proof.
  intros g a e s s' all known [wire inside] moving edge.
  rewrite forallb_forall in all. specialize (all e known). unfold edge_closed in all.
  apply andb_true_iff in all. destruct all as [fits lands].
  pose proof (carries a e s s' wire inside edge) as carried_here.
  destruct edge as [at_tail [at_head [_ change]]].
  assert (wire' : on_wire (snd s')) by exact (rewrite_on_wire _ _ _ fits change wire).
  split; [exact wire' |].
  unfold in_transit in moving. rewrite at_tail, moving in lands. simpl in lands.
  unfold described. rewrite <- at_head. apply (included_holds _ _ _ wire' lands).
  unfold in_boxes in *. apply existsb_exists in carried_here.
  destruct carried_here as [b [member held]].
  apply existsb_exists. exists (image_of_box (rewrite e) b). split; [apply in_map; exact member |].
  exact (image_holds _ _ _ _ change held).
Qed.

(** If the checker accepts a safety certificate, then no packet that the claim starts with comes to
    a bad state of the claim or to anything unknown, on no path, by no choice, after no number of
    hops. *)
Theorem checked_safety_certificates_are_sound :
  forall g claim a, check_safety g claim a = true ->
    forall n s s', meaning (starts claim) s -> Trace g n s s' ->
      ~ meaning (bad claim) s' /\ ~ unknown g s'.
Proof.
  intros g claim a accepted. unfold check_safety in accepted. rewrite !andb_true_iff in accepted.
  destruct accepted as [[[begins closes] avoids] knows].
  apply (invariant_soundness g (meaning (starts claim)) (meaning (bad claim)) (meaning a)). split.
  - intros s start. exact (entries_included _ _ s begins start).
  - intros e s s' known inside moving edge. exact (closed_edges g a e s s' closes known inside
    moving edge).
  - intros s [wire inside] [_ wrong]. destruct (entry_of _ s wrong) as [entry [member [here held]]].
    rewrite forallb_forall in avoids. specialize (avoids entry member). rewrite here in avoids.
    exact (disjoint_holds _ _ _ wire avoids inside held).
  - intros s [wire inside] [missing sink]. destruct (entry_of _ s inside) as [entry [member [here
    held]]].
    rewrite forallb_forall in knows. specialize (knows entry member).
    destruct entry as [l bs]. simpl in *. subst l. rewrite sink in knows. simpl in knows.
    rewrite (all_empty _ _ wire knows) in held. discriminate.
Qed.

(** If the checker accepts a guarantee certificate, then every packet that the claim starts with
    comes to a receiver of the claim, whatever the network chooses. *)
Theorem checked_guarantee_certificates_are_sound :
  forall g claim a rank, check_guarantee g claim a rank = true ->
    forall s, meaning (sources claim) s -> Inevitable g (meaning (receivers claim)) s.
Proof.
  intros g claim a rank accepted. unfold check_guarantee in accepted.
  rewrite !andb_true_iff in accepted.
  destruct accepted as [[[begins closes] goes_on] falls].
  apply (guarantee_soundness g _ _ (meaning a) (fun s => N.to_nat (rank (fst s)))). split.
  - intros s start. exact (entries_included _ _ s begins start).
  - intros e s s' known inside moving edge. exact (closed_edges g a e s s' closes known inside
    moving edge).
  - intros s [wire inside]. destruct (entry_of _ s inside) as [entry [member [here held]]].
    rewrite forallb_forall in goes_on. specialize (goes_on entry member).
    unfold entry_progresses in goes_on. rewrite here in goes_on.
    destruct (kind g (fst s)) eqn:place.
    + right. split; [exact place |].
      pose proof (included_holds _ _ _ wire goes_on held) as taken. rewrite in_union_of in taken.
      apply existsb_exists in taken. destruct taken as [e [known passes]].
      destruct (N.eqb_spec (tail e) (fst s)) as [at_tail | _]; [| discriminate].
      rewrite forallb_forall in closes. specialize (closes e known). unfold edge_closed in closes.
      apply andb_true_iff in closes.
      destruct (rewrite_total (rewrite e) (snd s) (proj1 closes)) as [after change].
      exists (head e, after). split; [exact place |]. exists e. split; [exact known |].
      split; [exact at_tail |]. split; [reflexivity |]. exact (conj passes change).
    + left. split; [exact place |]. split; [exact wire |].
      exact (included_holds _ _ _ wire goes_on held).
    + rewrite (all_empty _ _ wire goes_on) in held. discriminate.
    + rewrite (all_empty _ _ wire goes_on) in held. discriminate.
  - intros e s s' known [wire inside] moving edge.
    rewrite forallb_forall in falls. specialize (falls e known). unfold edge_falls in falls.
    pose proof (carries a e s s' wire inside edge) as carried_here.
    destruct edge as [at_tail [at_head _]]. unfold in_transit in moving.
    rewrite at_tail, moving in falls. rewrite <- at_tail, <- at_head. simpl in falls.
    destruct (carried a e); [discriminate |]. rewrite orb_false_r in falls. apply N.ltb_lt in falls.
    rewrite at_tail. lia.
Qed.
