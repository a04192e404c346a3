(** * The certificate checker is sound *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Model.Connections Model.ForwardingGraph Model.Certificates.
From Isola Require Import Lemmas.ValueSets Lemmas.SharedSets Lemmas.NamedBoxes Lemmas.Rewrites
  Lemmas.Judges Theorems.Invariants Theorems.Progress.
Import ListNotations.
Open Scope N_scope.

(** If the checker accepts a safety certificate, then in the graph that the file states no packet
    that the claim starts with comes to a bad state of the claim or to anything unknown, on no
    path, by no choice, after no number of hops. *)
Theorem checked_safety_certificates_are_sound :
  forall g claim a, check_safety g claim a = true ->
    forall n s s', states_of g (starts claim) s -> Trace (graph_of g) n s s' ->
      ~ states_of g (bad claim) s' /\ ~ unknown (graph_of g) s'.
Proof.
  intros g claim a accepted. unfold check_safety in accepted. rewrite !andb_true_iff in accepted.
  destruct accepted as [[[[[formed known_starts] known_bad] known_a] knows] decided].
  fold (beginning g) in decided.
  pose proof (beginning_valid g formed) as valid0.
  unfold and_then in decided.
  destruct (all_of (entry_inside a) (Numbers.elements (starts claim)) (beginning g)) as [yes1 s1]
    eqn:one.
  destruct (all_of_judges (entry_inside a) (beginning g) (Numbers.elements (starts claim)) _
    (fun entry member => entry_inside_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_starts) _
        (entry_boxes _ _ member))) _ _ _ (grows_same _ valid0) one) as [growth1 begins].
  destruct yes1; [| discriminate]. specialize (begins eq_refl).
  destruct (all_of (edge_closed g a) (named_edges g) s1) as [yes2 s2] eqn:two.
  destruct (all_of_judges (edge_closed g a) (beginning g) (named_edges g) _
    (fun e member => edge_closed_judges g a formed known_a e member) _ _ _ growth1 two)
    as [growth2 closes].
  destruct yes2; [| discriminate]. specialize (closes eq_refl).
  destruct (all_of (entry_apart a) (Numbers.elements (bad claim)) s2) as [yes3 s3] eqn:three.
  destruct (all_of_judges (entry_apart a) (beginning g) (Numbers.elements (bad claim)) _
    (fun entry member => entry_apart_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_bad) _
        (entry_boxes _ _ member))) _ _ _ (grows_trans _ _ _ growth1 growth2) three)
    as [_ avoids].
  simpl in decided. subst yes3. specialize (avoids eq_refl).
  apply (invariant_soundness (graph_of g) (states_of g (starts claim)) (states_of g (bad claim))
    (states_of g a)). split.
  - intros s begin. pose proof (entry_of _ _ _ begin) as member. destruct begin as [wire here].
    split; [exact wire |]. exact (begins _ member _ wire here).
  - exact (closed_under_edges g a closes).
  - intros s [wire here] wrong. pose proof (entry_of _ _ _ wrong) as member.
    destruct wrong as [_ wrong]. exact (avoids _ member _ wrong here).
  - intros s here [missing sink]. pose proof (entry_of _ _ _ here) as member.
    rewrite forallb_forall in knows. specialize (knows _ member). simpl in *. rewrite sink in knows.
    destruct here as [_ here]. exact (all_void _ _ _ knows here).
Qed.

(** ** Guarantee *)

Lemma ways_on_known : forall g l, is_formed g = true ->
  boxes_known (beginning g) (boxes_at (ways_on (named_edges g)) l).
Proof.
  intros g l formed.
  assert (all : forall e, In e (named_edges g) -> boxes_known (beginning g) (edge_guard e)).
  { intros e member. exact (proj1 (edge_known g formed e member)). }
  revert all. generalize (named_edges g) as es. intros es all. revert l.
  induction es as [| e es step]; intros l; [reflexivity |]. simpl.
  unfold boxes_at at 1. rewrite find_add.
  assert (others : forall l, boxes_known (beginning g) (boxes_at (ways_on es) l)).
  { intros l'. apply step. intros e' member. apply all. right. exact member. }
  destruct (edge_tail e =? l).
  - apply boxes_app. split; [apply all; left; reflexivity | apply others].
  - apply others.
Qed.

Lemma way_on_member : forall t p l es, in_any t p (boxes_at (ways_on es) l) = true ->
  exists e, In e es /\ edge_tail e = l /\ in_any t p (edge_guard e) = true.
Proof.
  intros t p l es. induction es as [| e es step]; intros some; [discriminate |]. simpl in some.
  unfold boxes_at at 1 in some. rewrite find_add in some.
  destruct (N.eqb_spec (edge_tail e) l) as [same | other].
  - subst l. unfold in_any in some. rewrite existsb_app in some. apply orb_true_iff in some.
    destruct some as [here | there].
    + exists e. split; [left; reflexivity |]. split; [reflexivity | exact here].
    + destruct (step there) as [e' [member rest_]]. exists e'. split; [right; exact member | exact rest_].
  - destruct (step some) as [e' [member rest_]]. exists e'. split; [right; exact member | exact rest_].
Qed.

(** What the check of an annotated entry means. *)
Definition entry_goes_on (g : NamedGraph) (claim : GuaranteeClaim) (entry : Location * NamedBoxes) :
  Prop :=
  forall p, on_wire p -> in_any (table g) p (snd entry) = true ->
    match kind_at g (fst entry) with
    | Delivered => in_any (table g) p (boxes_at (receivers claim) (fst entry)) = true
    | Transit => in_any (table g) p (boxes_at (ways_on (named_edges g)) (fst entry)) = true
    | Dropped _ | UnknownSink _ => False
    end.

Lemma entry_progresses_judges : forall g claim entry, is_formed g = true ->
  annotation_below (first_free (table g)) (receivers claim) = true ->
  boxes_known (beginning g) (snd entry) ->
  judges (entry_progresses g claim (ways_on (named_edges g))) (beginning g) entry
    (entry_goes_on g claim entry).
Proof.
  intros g claim entry formed known_receivers known s answer later growth made.
  unfold entry_progresses in made. unfold entry_goes_on.
  destruct (kind_at g (fst entry)).
  - exact (all_covered_judges g _ _ (ways_on_known g _ formed) known _ _ _ growth made).
  - exact (all_covered_judges g _ _ (boxes_at_known g _ _ known_receivers) known _ _ _ growth made).
  - injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
    intros void p _ here. exact (all_void _ _ _ void here).
  - injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
    intros void p _ here. exact (all_void _ _ _ void here).
Qed.

Lemma edge_falls_judges : forall g a ranks e, is_formed g = true ->
  annotation_below (first_free (table g)) a = true -> In e (named_edges g) ->
  judges (edge_falls g a ranks) (beginning g) e
    (kind_at g (edge_tail e) = Transit ->
      forall p, in_any (table g) p (boxes_at a (edge_tail e)) = true ->
        in_any (table g) p (edge_guard e) = true ->
        rank_at ranks (edge_head e) < rank_at ranks (edge_tail e)).
Proof.
  intros g a ranks e formed known_a member s answer later growth made. unfold edge_falls in made.
  destruct (is_transit (kind_at g (edge_tail e))) eqn:moving; simpl in made.
  2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
       intros _ here. rewrite here in moving. discriminate. }
  destruct (N.ltb_spec (rank_at ranks (edge_head e)) (rank_at ranks (edge_tail e))) as [less | not].
  { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |]. auto. }
  destruct (edge_known g formed e member) as [known_guard _].
  destruct (all_apart_judges g _ _ (boxes_at_known g a (edge_tail e) known_a) known_guard _ _ _
    growth made) as [growth' none].
  split; [exact growth' |]. intros yes _ p one two. exfalso. exact (none yes p one two).
Qed.

(** What an accepted guarantee certificate states. *)
Lemma accepted_guarantee : forall g claim a ranks, check_guarantee g claim a ranks = true ->
  is_formed g = true /\ annotation_below (first_free (table g)) a = true /\
  GuaranteeCertificate (graph_of g) (states_of g (sources claim)) (states_of g (receivers claim))
    (states_of g a) (fun s => N.to_nat (rank_at ranks (fst s))).
Proof.
  intros g claim a ranks accepted. unfold check_guarantee in accepted.
  rewrite !andb_true_iff in accepted.
  destruct accepted as [[[[[formed known_sources] known_receivers] known_a] chooses] decided].
  fold (beginning g) in decided.
  pose proof (beginning_valid g formed) as valid0.
  unfold and_then in decided.
  destruct (all_of (entry_inside a) (Numbers.elements (sources claim)) (beginning g)) as [yes1 s1]
    eqn:one.
  destruct (all_of_judges (entry_inside a) (beginning g) (Numbers.elements (sources claim)) _
    (fun entry member => entry_inside_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_sources) _
        (entry_boxes _ _ member))) _ _ _ (grows_same _ valid0) one) as [growth1 begins].
  destruct yes1; [| discriminate]. specialize (begins eq_refl).
  destruct (all_of (edge_closed g a) (named_edges g) s1) as [yes2 s2] eqn:two.
  destruct (all_of_judges (edge_closed g a) (beginning g) (named_edges g) _
    (fun e member => edge_closed_judges g a formed known_a e member) _ _ _ growth1 two)
    as [growth2 closes].
  destruct yes2; [| discriminate]. specialize (closes eq_refl).
  pose proof (grows_trans _ _ _ growth1 growth2) as upto2.
  destruct (all_of (entry_progresses g claim (ways_on (named_edges g))) (Numbers.elements a) s2)
    as [yes3 s3] eqn:three.
  destruct (all_of_judges (entry_progresses g claim (ways_on (named_edges g))) (beginning g)
    (Numbers.elements a) _
    (fun entry member => entry_progresses_judges g claim entry formed known_receivers
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_a) _
        (entry_boxes _ _ member))) _ _ _ upto2 three) as [growth3 goes_on].
  destruct yes3; [| discriminate]. specialize (goes_on eq_refl).
  pose proof (grows_trans _ _ _ upto2 growth3) as upto3.
  destruct (all_of (edge_falls g a ranks) (named_edges g) s3) as [yes4 s4] eqn:four.
  destruct (all_of_judges (edge_falls g a ranks) (beginning g) (named_edges g) _
    (fun e member => edge_falls_judges g a ranks e formed known_a member) _ _ _ upto3 four)
    as [_ falls].
  simpl in decided. subst yes4. specialize (falls eq_refl).
  split; [exact formed |]. split; [exact known_a |]. split.
  - intros s begin. pose proof (entry_of _ _ _ begin) as member. destruct begin as [wire here].
    split; [exact wire |]. exact (begins _ member _ wire here).
  - exact (closed_under_edges g a closes).
  - intros s here. pose proof (entry_of _ _ _ here) as member. destruct here as [wire here].
    pose proof (goes_on _ member _ wire here) as on. simpl in on.
    unfold delivered, in_transit. simpl.
    destruct (kind_at g (fst s)) eqn:place; try contradiction.
    + right. split; [reflexivity |]. apply way_on_member in on.
      destruct on as [e [known [at_tail passes]]].
      rewrite forallb_forall in chooses.
      destruct (rewrite_total (table g) (edge_rewrite e) (snd s) (chooses e known))
        as [after change].
      exists (edge_head e, after). split; [exact place |]. exists (edge_of (table g) e).
      split; [apply in_map; exact known |]. split; [exact at_tail |]. split; [reflexivity |].
      exact (conj passes change).
    + left. split; [reflexivity |]. split; [exact wire | exact on].
  - intros e s s' member [wire here] moving way.
    destruct (edges_meant g e member) as [n [known same]]. subst e.
    destruct way as [at_tail [at_head [passes _]]]. simpl in *. unfold in_transit in moving.
    simpl in moving. rewrite <- at_tail in moving, here.
    pose proof (falls n known moving _ here passes) as less. rewrite <- at_tail, <- at_head. lia.
Qed.

(** If the checker accepts a guarantee certificate, then in the graph that the file states every
    packet that the claim starts with comes to a receiver of the claim, whatever the network
    chooses. *)
Theorem checked_guarantee_certificates_are_sound :
  forall g claim a ranks, check_guarantee g claim a ranks = true ->
    forall s, states_of g (sources claim) s ->
      Inevitable (graph_of g) (states_of g (receivers claim)) s.
Proof.
  intros g claim a ranks accepted.
  destruct (accepted_guarantee g claim a ranks accepted) as [_ [_ certificate]].
  exact (guarantee_soundness _ _ _ _ _ certificate).
Qed.

Lemma edge_keeps_packets_judges : forall g a e, is_formed g = true ->
  annotation_below (first_free (table g)) a = true -> In e (named_edges g) ->
  judges (edge_keeps_packets g a) (beginning g) e
    (edge_rewrite e = [] \/
     (kind_at g (edge_tail e) = Transit ->
      forall p, in_any (table g) p (boxes_at a (edge_tail e)) = true ->
        in_any (table g) p (edge_guard e) = true -> False)).
Proof.
  intros g a e formed known_a member s answer later growth made. unfold edge_keeps_packets in made.
  destruct (edge_rewrite e) as [| change r].
  { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |]. auto. }
  destruct (is_transit (kind_at g (edge_tail e))) eqn:moving; simpl in made.
  2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
       intros _. right. intros here. rewrite here in moving. discriminate. }
  destruct (edge_known g formed e member) as [known_guard _].
  destruct (all_apart_judges g _ _ (boxes_at_known g a (edge_tail e) known_a) known_guard _ _ _
    growth made) as [growth' none].
  split; [exact growth' |]. intros yes. right. intros _ p one two. exact (none yes p one two).
Qed.

(** If the checker accepts an exact guarantee, then every packet of the claim comes to a receiver
    of the claim exactly as it was sent, whatever the network chooses. *)
Theorem checked_exact_guarantees_keep_packets :
  forall g claim a ranks, check_exact_guarantee g claim a ranks = true ->
    forall l p, states_of g (sources claim) (l, p) ->
      Inevitable (graph_of g) (fun s => states_of g (receivers claim) s /\ snd s = p) (l, p).
Proof.
  intros g claim a ranks accepted l p start. unfold check_exact_guarantee in accepted.
  apply andb_true_iff in accepted. destruct accepted as [accepted keeps].
  destruct (accepted_guarantee g claim a ranks accepted) as [formed [known_a certificate]].
  fold (beginning g) in keeps.
  destruct (all_of (edge_keeps_packets g a) (named_edges g) (beginning g)) as [yes s1] eqn:one.
  destruct (all_of_judges (edge_keeps_packets g a) (beginning g) (named_edges g) _
    (fun e member => edge_keeps_packets_judges g a e formed known_a member) _ _ _
    (grows_same _ (beginning_valid g formed)) one) as [_ kept].
  simpl in keeps. subst yes. specialize (kept eq_refl).
  destruct certificate as [begins closes goes_on falls].
  apply (guarantee_soundness (graph_of g) (fun s => s = (l, p)) _
    (fun s => states_of g a s /\ snd s = p) (fun s => N.to_nat (rank_at ranks (fst s))));
    [| reflexivity].
  split.
  - intros s same. subst s. exact (conj (begins _ start) eq_refl).
  - intros e s s' member [here same] moving way.
    split; [exact (closes e s s' member here moving way) |].
    destruct (edges_meant g e member) as [n [known is_n]]. subst e.
    destruct way as [at_tail [_ [passes change]]]. simpl in *.
    destruct (kept n known) as [nothing | none].
    + rewrite nothing in change. rewrite <- same.
      assert (fields : forall f, read f (snd s') = read f (snd s)) by exact change.
      destruct (snd s'), (snd s).
      pose proof (fields Family). pose proof (fields Source). pose proof (fields Destination).
      pose proof (fields Protocol). pose proof (fields SourcePort).
      pose proof (fields DestinationPort). pose proof (fields IcmpType).
      pose proof (fields IcmpCode). pose proof (fields TcpSyn). pose proof (fields TcpAck).
      simpl in *. congruence.
    + exfalso. unfold in_transit in moving. simpl in moving. destruct here as [_ here].
      rewrite <- at_tail in moving, here. exact (none moving _ here passes).
  - intros s [here same]. destruct (goes_on s here) as [[arrived right] | next].
    + left. split; [exact arrived | exact (conj right same)].
    + right. exact next.
  - intros e s s' member [here _] moving way. exact (falls e s s' member here moving way).
Qed.

(** Two exact guarantees, one for the requests and one for the answers to them, make a round trip
    that ends as exactly the reverse of what was sent ([REA-3]): each request comes unchanged to a
    receiver, and its reverse, sent from [there], comes home unchanged. *)
Theorem exact_guarantees_make_round_trips :
  forall g claim a ranks back claim_back a_back ranks_back there,
    check_exact_guarantee g claim a ranks = true ->
    check_exact_guarantee back claim_back a_back ranks_back = true ->
    (forall l p, states_of g (sources claim) (l, p) ->
      states_of back (sources claim_back) (there, reverse p)) ->
    forall l p, states_of g (sources claim) (l, p) ->
      Inevitable (graph_of g) (fun s => states_of g (receivers claim) s /\ snd s = p) (l, p) /\
      Inevitable (graph_of back)
        (fun s => states_of back (receivers claim_back) s /\ snd s = reverse p)
        (there, reverse p).
Proof.
  intros g claim a ranks back claim_back a_back ranks_back there out home turn l p start. split.
  - exact (checked_exact_guarantees_keep_packets _ _ _ _ out l p start).
  - exact (checked_exact_guarantees_keep_packets _ _ _ _ home _ _ (turn l p start)).
Qed.
