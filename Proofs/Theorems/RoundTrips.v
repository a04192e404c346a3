(** * Both legs of an exchange

    That the interpreter's two-leg relation is what [REA-3] says, and that state is what makes
    replies pass. *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Prefixes Model.Connections Model.SecurityGroups
  Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters Model.Lookup Model.Arrival
  Model.Internet Model.Gateways Model.Interpreter.
From Isola Require Import Lemmas.Keys Lemmas.Memory Theorems.Statefulness Theorems.Interpreter.
Import ListNotations.
Open Scope N_scope.

(** [REA-3], word by word: "is delivered to B and accepted there, and its reverse, sent by B with the
    state just created, comes back to A as exactly the reverse of what A sent". *)
Definition reaches (net : Network) (uncollected_open : bool) (forth back : Choices) (p : Packet)
    (from : Emitter) : Prop :=
  let there := forward net forth uncollected_open nothing_wrong p from in
  exists receiver, leg_end there = Delivered receiver /\
    let reply := answer net back uncollected_open nothing_wrong there receiver from in
    exists home, leg_end reply = Delivered home /\ is_home from home = true /\
      leg_packet reply = reverse p.

(** In words: the interpreter calls an exchange complete exactly if [REA-3] does. The reply starts as
    the reverse of what was received, as an established packet, with the connections and bindings
    that the forward leg has left in the devices. *)
Theorem complete_means_reaches :
  forall net uncollected_open forth back p from,
    outcome p from (exchange net uncollected_open nothing_wrong forth back p from) = Complete <->
    reaches net uncollected_open forth back p from.
Proof.
  intros net uncollected_open forth back p from. unfold reaches. cbv zeta. split.
  - intros complete.
    destruct (complete_exchanges_come_home _ _ _ complete) as [reply [home [second [ends [at_home
      same]]]]].
    unfold exchange in second. simpl in second.
    destruct (leg_end (forward net forth uncollected_open nothing_wrong p from)) as [r | |];
      try discriminate.
    injection second as <-. exists r. split; [reflexivity |]. exists home. auto.
  - intros [receiver [arrives [home [ends [at_home same]]]]]. unfold outcome, exchange. simpl.
    rewrite arrives, ends, at_home, same. simpl.
    assert (all : same_packet (reverse p) (reverse p) = true).
    { unfold same_packet. apply forallb_forall. intros f _. apply N.eqb_refl. }
    rewrite all. reflexivity.
Qed.

Lemma known_connections : forall e cs m, connections_of e (remember_connections e cs m) = cs.
Proof.
  intros e cs m. unfold connections_of, remember_connections, kept_for. simpl.
  rewrite N.eqb_refl. reflexivity.
Qed.

Lemma let_through_is_tracked : forall d context groups state phase p state',
  sg_decision d context groups state phase p = (true, state') -> tracked state' p = true.
Proof.
  intros d context groups state phase p state' allowed. unfold sg_decision in allowed.
  assert (self : same_connection (key p) (key p) = true).
  { unfold same_connection. rewrite (proj2 (key_equal_true _ _) eq_refl). reflexivity. }
  unfold tracked.
  destruct phase; [| destruct (tracked state p) eqn:old];
    [| injection allowed as <-; exact old |];
    (destruct (rules_allow d context groups p); injection allowed; intros; subst; try discriminate;
     simpl; rewrite self; reflexivity).
Qed.

(** A reply of a tracked connection passes. *)
Lemma tracked_replies_pass : forall net d heading e p state later, is_judged e = true ->
  tracked state p = true ->
  (forall k, In k state -> In k (connections_of e (memory later))) ->
  phase later = Established -> packet later = reverse p ->
  exists last, judge_groups net nothing_wrong d heading e later = Go last.
Proof.
  intros net d heading e p state later judged known kept is_reply is_reverse.
  unfold tracked in known. apply existsb_exists in known. destruct known as [k [member same]].
  assert (still : tracked (connections_of e (memory later)) (packet later) = true).
  { unfold tracked. apply existsb_exists. exists k. split; [exact (kept k member) |].
    rewrite is_reverse. apply same_connection_reverse. exact same. }
  unfold judge_groups. rewrite judged. simpl negb. cbv iota zeta. unfold phase_seen. simpl.
  rewrite is_reply. unfold sg_decision. rewrite still. eexists. reflexivity.
Qed.

(** In words: what the groups of an interface have let through in one direction, they let back in the
    other: whatever their rules say about the reply, wherever it comes from or goes to, as long as
    the interface still knows what it knew ([SG-2], [FLW-4]). *)
Theorem groups_let_replies_back :
  forall net d heading e w w',
    is_judged e = true ->
    first_doubt (packet w) (read_groups net nothing_wrong d heading e) = None ->
    judge_groups net nothing_wrong d heading e w = Go w' ->
    forall d' heading' later,
      remembers (memory w') (memory later) -> phase later = Established ->
      packet later = reverse (packet w) ->
      exists last, judge_groups net nothing_wrong d' heading' e later = Go last.
Proof.
  intros net d heading e w w' judged no_doubt passed d' heading' later kept is_reply is_reverse.
  unfold judge_groups in passed. rewrite judged in passed. simpl negb in passed. cbv iota zeta in passed.
  destruct (sg_decision _ _ _ _ _ _) as [allowed state] eqn:decided. destruct allowed.
  2: { rewrite no_doubt in passed. discriminate. }
  apply (tracked_replies_pass net d' heading' e (packet w) state later judged
    (let_through_is_tracked _ _ _ _ _ _ _ decided)); [| exact is_reply | exact is_reverse].
  intros k member. apply (proj1 kept e k).
  match type of passed with context [find ?f ?l] =>
    destruct (find f l) as [[where_ rule] |] in passed end;
    (match type of passed with (if ?b then _ else _) = _ => destruct b in passed | _ => idtac end);
    injection passed as <-; cbn [record with_memory memory]; rewrite known_connections;
    exact member.
Qed.

(** In words: no leg makes a device forget a connection or a binding that it had at the beginning of
    the leg. *)
Theorem legs_forget_nothing :
  forall net choices uncollected_open wrong received from to,
    remembers (leg_memory received)
      (leg_memory (answer net choices uncollected_open wrong received from to)).
Proof.
  intros net choices uncollected_open wrong received from to. unfold answer, leg_of.
  set (begin := leg_begins _ _ _).
  set (first := match from with AtInterface i => _ | AtInternet => _ | AtService _ => _ end).
  assert (step : since_step begin first).
  { subst first. destruct from.
    - apply since_leave_interface, since_same.
    - apply since_internet, since_record, since_same.
    - apply since_service, since_same. }
  destruct (travel net choices uncollected_open wrong routing_hops first) as [w d] eqn:run.
  exact (proj1 (since_travel _ _ _ _ _ _ _ _ _ step run)).
Qed.

(** The end of a leg that has come past a step. *)
Lemma leg_after : forall net choices uncollected_open wrong w0 s r,
  since_step w0 s -> leg_end (leg_of net choices uncollected_open wrong s) = Delivered r ->
  remembers (memory w0) (leg_memory (leg_of net choices uncollected_open wrong s)) /\
  forall h, In h (hops w0) -> In h (leg_hops (leg_of net choices uncollected_open wrong s)).
Proof.
  intros net choices uncollected_open wrong w0 s r step _. unfold leg_of.
  destruct (travel net choices uncollected_open wrong routing_hops s) as [w d] eqn:run.
  destruct (since_travel _ _ _ _ _ _ _ _ _ step run) as [kept [new grown]]. split; [exact kept |].
  intros h member. simpl. rewrite <- in_rev, grown. apply in_or_app. right. exact member.
Qed.

(** What the groups let pass without a doubt is noted nowhere; in doubt the trace says so. *)
Lemma judged_or_wondered : forall net d heading e w s, is_judged e = true ->
  judge_groups net nothing_wrong d heading e w = s ->
  (exists w', s = Go w' /\
    (forall d' heading' later, remembers (memory w') (memory later) -> phase later = Established ->
      packet later = reverse (packet w) ->
      exists last, judge_groups net nothing_wrong d' heading' e later = Go last)) \/
  (exists w' h, s = Go w' /\ In h (hops w') /\ act h = Wonders) \/
  (exists w' c, s = End w' (Dropped c)).
Proof.
  intros net d heading e w s judged is_.
  destruct (first_doubt (packet w) (read_groups net nothing_wrong d heading e)) as [reason |] eqn:doubt.
  - unfold judge_groups in is_. rewrite judged in is_. simpl negb in is_. cbv iota zeta in is_.
    destruct (sg_decision _ _ _ _ _ _) as [allowed state] eqn:decided. destruct allowed.
    + left.
      assert (known : exists w', s = Go w' /\ memory w' = remember_connections e state (memory w)).
      { match type of is_ with context [find ?f ?l] =>
          destruct (find f l) as [[where_ rule] |] in is_ end;
          (match type of is_ with (if ?b then _ else _) = _ => destruct b in is_ | _ => idtac end);
          subst s; eexists; split; reflexivity. }
      destruct known as [w' [same memory_of]]. exists w'. split; [exact same |].
      intros d' heading' later kept is_reply is_reverse.
      apply (tracked_replies_pass net d' heading' e (packet w) state later judged
        (let_through_is_tracked _ _ _ _ _ _ _ decided)); [| exact is_reply | exact is_reverse].
      intros k member. apply (proj1 kept e k). rewrite memory_of, known_connections. exact member.
    + rewrite doubt in is_. right. left. subst s. eexists. eexists. split; [reflexivity |].
      split; [left; reflexivity | reflexivity].
  - destruct s as [w' | w' dd | w' n].
    + left. exists w'. split; [reflexivity |].
      exact (groups_let_replies_back net d heading e w w' judged doubt is_).
    + right. right. unfold judge_groups in is_. rewrite judged in is_. simpl negb in is_.
      cbv iota zeta in is_. destruct (sg_decision _ _ _ _ _ _) as [allowed state].
      destruct allowed.
      * match type of is_ with context [find ?f ?l] =>
          destruct (find f l) as [[where_ rule] |] in is_ end;
          (match type of is_ with (if ?b then _ else _) = _ => destruct b in is_ | _ => idtac end);
          discriminate.
      * rewrite doubt in is_. unfold dropped_at in is_. injection is_ as <- <-.
        eexists. eexists. reflexivity.
    + exfalso. unfold judge_groups in is_. rewrite judged in is_. simpl negb in is_.
      cbv iota zeta in is_. destruct (sg_decision _ _ _ _ _ _) as [allowed state].
      destruct allowed.
      * match type of is_ with context [find ?f ?l] =>
          destruct (find f l) as [[where_ rule] |] in is_ end;
          (match type of is_ with (if ?b then _ else _) = _ => destruct b in is_ | _ => idtac end);
          discriminate.
      * rewrite doubt in is_. discriminate.
Qed.

(** A leg that ends in a drop, or in the unknown, is not delivered. *)
Lemma leg_of_end : forall net choices uncollected_open wrong w d,
  leg_end (leg_of net choices uncollected_open wrong (End w d)) = d.
Proof. reflexivity. Qed.

Ltac not_delivered :=
  let no := fresh in
  intros no; cbn [require and_then] in no; unfold dropped_at, unknown_from_here in no;
  cbn [and_then] in no; rewrite leg_of_end in no; discriminate no.

(** In words: where a host's packet is delivered (and not by a service that no filter sees), the
    host's own groups let the reply in: a sender needs no rule for replies. *)
Theorem senders_let_their_replies_in :
  forall net choices uncollected_open p i e r,
    by_number eni_id i (interfaces net) = Some e -> is_judged e = true ->
    exempt_service (by_number vpc_id (eni_vpc e) (vpcs net)) (family p) (destination p) = None ->
    leg_end (forward net choices uncollected_open nothing_wrong p (FromInterface i)) = Delivered r ->
    forall d heading later,
      remembers
        (leg_memory (forward net choices uncollected_open nothing_wrong p (FromInterface i)))
        (memory later) ->
      phase later = Established -> packet later = reverse p ->
      exists last, judge_groups net nothing_wrong d heading e later = Go last.
Proof.
  intros net choices uncollected_open p i e r found judged filtered arrives d heading later kept
    is_reply is_reverse.
  pose proof (deliveries_rest_on_nothing_unknown _ _ _ _ _ _ _ arrives) as nothing_unknown.
  revert arrives kept nothing_unknown. unfold forward. cbv zeta.
  unfold leave_interface. rewrite found. unfold leave_host. cbv zeta.
  set (w := vouched_by _ _ _). change (packet (leg_begins p New nothing_remembered)) with p.
  destruct (is_well_formed p); [| not_delivered]. simpl and_then.
  destruct (eni_functional e || nothing_wrong M_StateIgnored); [| not_delivered].
  simpl and_then. change (nothing_wrong M_AnyoneStarts) with false. cbv iota.
  destruct (eni_kind e); try (not_delivered).
  destruct (negb (eni_check e) || owns e (family p) (source p) ||
    nothing_wrong M_SourceCheckIgnored); [| not_delivered].
  simpl and_then.
  rewrite filtered.
  destruct (is_never_forwarded nothing_wrong p); [not_delivered |].
  destruct (judged_or_wondered net Egress (subnet_heading net choices nothing_wrong e w) e w _ judged
    eq_refl) as [[w' [is_ back]] | [[w' [h [is_ [shown is_wonder]]]] | [w' [c is_]]]];
    rewrite is_; simpl and_then.
  - intros arrives kept _.
    pose proof (since_leave_subnet w' net choices uncollected_open nothing_wrong e w' (since_same w'))
      as step.
    destruct (leg_after _ _ _ _ _ _ _ step arrives) as [kept' _].
    apply (back d heading later); [| exact is_reply | exact is_reverse].
    split; intros x y member.
    + exact (proj1 kept _ _ (proj1 kept' _ _ member)).
    + exact (proj2 kept _ _ (proj2 kept' _ _ member)).
  - intros arrives _ nothing_unknown. exfalso.
    pose proof (since_leave_subnet w' net choices uncollected_open nothing_wrong e w' (since_same w'))
      as step.
    destruct (leg_after _ _ _ _ _ _ _ step arrives) as [_ hops_kept].
    exact (nothing_unknown h (hops_kept h shown) is_wonder).
  - not_delivered.
Qed.
