(** * The interpreter that runs

    What [isola-verified] does is what the other theorems are about, and what it says to be
    delivered rests on nothing unknown. *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.Connections
  Model.SecurityGroups Model.NetworkACL Model.RouteTables Model.NAT Model.Network Model.Walk
  Model.Filters Model.Lookup Model.Arrival Model.Internet Model.Gateways Model.Interpreter
  Lemmas.Steps Theorems.FirstMatch.
Import ListNotations.
Open Scope N_scope.

(** In words: a packet that the interpreter says to be delivered met nothing unknown on its way
    ([CNV-2]). *)
Theorem deliveries_rest_on_nothing_unknown :
  forall net choices uncollected_open wrong p from r,
    leg_end (forward net choices uncollected_open wrong p from) = Delivered r ->
    forall h, In h (leg_hops (forward net choices uncollected_open wrong p from)) ->
      act h <> Wonders.
Proof.
  intros net choices uncollected_open wrong p from r. unfold forward. cbv zeta.
  apply honest_leg. destruct from.
  - apply honest_leave_interface, honest_beginning.
  - apply honest_leave_internet, honest_beginning.
Qed.

Theorem replies_rest_on_nothing_unknown :
  forall net choices uncollected_open wrong received from to r,
    leg_end (answer net choices uncollected_open wrong received from to) = Delivered r ->
    forall h, In h (leg_hops (answer net choices uncollected_open wrong received from to)) ->
      act h <> Wonders.
Proof.
  intros net choices uncollected_open wrong received from to r. unfold answer. cbv zeta.
  apply honest_leg. destruct from.
  - apply honest_leave_interface, honest_beginning.
  - apply honest_internet, honest_record; [discriminate | apply honest_beginning].
  - apply honest_service, honest_beginning.
Qed.

(** In words: an exchange that the interpreter calls complete came back to its sender as exactly the
    reverse of what it sent ([REA-3]). *)
Theorem complete_exchanges_come_home :
  forall p from e,
    outcome p from e = Complete ->
    exists back receiver,
      second_leg e = Some back /\ leg_end back = Delivered receiver /\
      is_home from receiver = true /\ leg_packet back = reverse p.
Proof.
  intros p from e complete. unfold outcome in complete.
  destruct (leg_end (first_leg e)); try discriminate.
  destruct (second_leg e) as [back |]; try discriminate.
  destruct (leg_end back) as [r | |] eqn:ends; try discriminate.
  destruct (is_home from r && same_packet (leg_packet back) (reverse p)) eqn:home; try discriminate.
  apply andb_prop in home as [home same]. exists back, r. repeat split; auto.
  unfold same_packet in same. rewrite forallb_forall in same.
  assert (fields : forall f, read f (leg_packet back) = read f (reverse p)).
  { intro f. apply N.eqb_eq, same. destruct f; simpl; tauto. }
  destruct (leg_packet back) as [f s d pr sp dp it ic sy ak].
  destruct (reverse p) as [f' s' d' pr' sp' dp' it' ic' sy' ak'].
  pose proof (fields Family). pose proof (fields Source). pose proof (fields Destination).
  pose proof (fields Protocol). pose proof (fields SourcePort). pose proof (fields DestinationPort).
  pose proof (fields IcmpType). pose proof (fields IcmpCode). pose proof (fields TcpSyn).
  pose proof (fields TcpAck). simpl in *. congruence.
Qed.

(** ** The definitions that other theorems are about *)

(** The rules of a network ACL in one direction. *)
Definition rules_of (d : Direction) (acl : NetworkAcl) : list AclRule :=
  map (fun ne => acl_rule_of nothing_wrong (snd ne)) (entries_of d acl).

Lemma lowest_member : forall rules r, lowest rules = Some r -> In r rules.
Proof.
  induction rules as [| a rest next]; intros r found; simpl in found; [discriminate |].
  destruct (lowest rest) as [best |].
  - destruct (number best <? number a).
    + injection found as <-. right. auto.
    + injection found as <-. now left.
  - injection found as <-. now left.
Qed.

(** The decision without an entry that decides is the last rule's. *)
Lemma no_entry_denies : forall d acl p,
  deciding_entry nothing_wrong d (entries_of d acl) p = None ->
  acl_decision d (rules_of d acl) p = Deny.
Proof.
  intros d acl p none. unfold deciding_entry in none. unfold acl_decision.
  fold (rules_of d acl) in none.
  destruct (lowest (filter (fun r => acl_rule_matches d r p) (rules_of d acl))) as [best |] eqn:low;
    [| reflexivity].
  apply lowest_member, filter_In in low as [inside matching].
  unfold rules_of in inside. apply in_map_iff in inside as [ne [same inside]].
  pose proof (find_none _ _ none ne inside) as no. cbv beta in no.
  rewrite same, matching, N.eqb_refl in no. discriminate.
Qed.

(** In words: where all entries of a network ACL are understood, the interpreter lets a packet pass
    exactly if it is in the boxes that the ACL compiles to ([NACL-2], [NACL-3]). *)
Theorem acl_that_runs_equals_its_boxes :
  forall d acl w,
    (forall ne, In ne (acl_entries acl) -> entry_unknown ne = None) ->
    on_wire (packet w) ->
    (exists w', judge_entries nothing_wrong d acl w = Go w') <->
    in_boxes (packet w) (acl_allows d (rules_of d acl)) = true.
Proof.
  intros d acl w understood wire.
  rewrite (network_acl_to_boxes d (rules_of d acl) (packet w) wire); unfold is_allow.
  unfold judge_entries. fold (rules_of d acl).
  destruct (deciding_entry nothing_wrong d (entries_of d acl) (packet w)) as [[index entry] |]
    eqn:deciding.
  - assert (known : entry_unknown entry = None).
    { unfold deciding_entry in deciding.
      destruct (lowest _) in deciding; [| discriminate].
      apply find_some in deciding as [inside _]. unfold entries_of in inside.
      apply filter_In in inside as [inside _]. apply understood.
      clear -inside. revert inside. generalize 0 as n. generalize (acl_entries acl) as l.
      induction l as [| a rest next]; intros n inside; simpl in inside; [destruct inside |].
      destruct inside as [same | inside].
      + injection same as _ <-. now left.
      + right. apply (next (n + 1) inside). }
    rewrite known. cbv iota.
    destruct (acl_decision d (rules_of d acl) (packet w)); split; try discriminate.
    + reflexivity.
    + intros _. eexists. reflexivity.
    + intros [w' no]. discriminate.
  - apply no_entry_denies in deciding. rewrite deciding. split; [| discriminate].
    intros [w' no]. discriminate.
Qed.

(** In words: where nothing is in doubt, the interpreter lets a packet pass the security groups of
    an interface exactly if their rules or its tracked connections allow it ([SG-1], [SG-2]). *)
Theorem groups_that_run_decide_by_rules :
  forall net d heading e w,
    is_judged e = true ->
    first_doubt (packet w) (read_groups net nothing_wrong d heading e) = None ->
    (exists w', judge_groups net nothing_wrong d heading e w = Go w') <->
    fst (sg_decision d (context_of net nothing_wrong heading w)
           (map (map snd) (known_rules (read_groups net nothing_wrong d heading e)))
           (connections_of e (memory w)) (phase w) (packet w)) = true.
Proof.
  intros net d heading e w judged no_doubt. unfold judge_groups. rewrite judged. simpl negb.
  cbv iota zeta. unfold phase_seen. simpl.
  destruct (sg_decision _ _ _ _ _ _) as [allowed state]. simpl. destruct allowed.
  - split; auto. intros _.
    match goal with |- context [find ?f ?l] => destruct (find f l) as [[where_ rule] |] end;
      destruct (match phase w with Established => _ | New => _ end); eexists; reflexivity.
  - rewrite no_doubt. split; [| discriminate]. intros [w' no]. discriminate.
Qed.

(** In words: the route that the interpreter takes is one of those that [RT-3] selects. *)
Theorem route_that_runs_is_selected :
  forall net choices t p table n under r,
    select net choices nothing_wrong t p = Selected table n under r ->
    exists route,
      In route (selected (table_of net nothing_wrong t) p) /\
      RouteTables.target route = n /\ RouteTables.prefix route = under.
Proof.
  intros net choices t p table n under r found. unfold select, best_routes in found. simpl in found.
  destruct (selected (table_of net nothing_wrong t) p) as [| first rest] eqn:best; [discriminate |].
  assert (settled : forall route,
    match written nothing_wrong t route with
    | None => NothingFound
    | Some w =>
        match route_state w with
        | StateUnknown m => InDoubt (InSnapshot m) (Some (route_target w))
        | Active | Blackhole | Filtered =>
            Selected (table_id t) (RouteTables.target route) (RouteTables.prefix route) w
        end
    end = Selected table n under r ->
    RouteTables.target route = n /\ RouteTables.prefix route = under).
  { intros route is. destruct (written nothing_wrong t route) as [w |]; [| discriminate].
    destruct (route_state w); try discriminate; injection is as _ <- <- _; auto. }
  destruct (RouteTables.class first);
    try (exists first; split; [now left | now apply settled]);
    try (destruct (forallb _ rest); [| discriminate]; exists first; split;
         [now left | now apply settled]).
  eexists. split; [| apply (settled _ found)].
  unfold nth_or_first.
  destruct (N.leb_spec0 (chosen_tie choices nothing_wrong t first) (N.of_nat (length rest))).
  - apply nth_In. simpl. lia.
  - apply nth_In. simpl. lia.
Qed.
