(** * Steps of the interpreter are edges of the compiled graph *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Connections
  Model.SecurityGroups Model.NetworkACL Model.NAT Model.RouteTables Model.Network Model.Reserved
  Model.Walk Model.ValueSets Model.Filters Model.Lookup Model.Arrival Model.Internet Model.Gateways Model.ForwardingGraph
  Model.Interpreter Model.CompiledVpc.
Import ListNotations.
Open Scope N_scope.

(** A packet of a sender, on its first leg. *)
Definition carries (sender : Sender) (p : Packet) (w : Walk) : Prop :=
  packet w = p /\ phase w = New /\ tag w = its_groups sender /\
  match origin w with Some e => owned e | None => [] end = its_addresses sender.

(** From this step on the leg ends at the receiver [fst r], with the packet [snd r]. *)
Definition goes_well (net : Network) (choices : Choices) (uncollected_open : bool) (s : Step)
    (r : Receiver * Packet) : Prop :=
  let leg := leg_of net choices uncollected_open nothing_wrong s in
  leg_end leg = Walk.Delivered (fst r) /\ leg_packet leg = snd r.

Section Compilation.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.

  Let well := goes_well net choices uncollected_open.

  Lemma ends : forall w d r, well (End w d) r -> d = Walk.Delivered (fst r) /\ packet w = snd r.
  Proof. intros w d r is_. exact is_. Qed.

  Lemma drop_is_not_well : forall place code w r, ~ well (dropped_at place code w) r.
  Proof. intros place code w r no. discriminate (proj1 no). Qed.

  Lemma unknown_is_not_well : forall reason w r, ~ well (unknown_from_here reason w) r.
  Proof. intros reason w r no. discriminate (proj1 no). Qed.

  Lemma go_is_not_well : forall w r, ~ well (Go w) r.
  Proof. intros w r no. discriminate (proj1 no). Qed.

  Lemma require_well : forall test place code w k r,
    well (and_then (require test place code w) k) r -> test = true /\ well (k w) r.
  Proof.
    intros [] place code w k r is_; [exact (conj eq_refl is_) |].
    exfalso. exact (drop_is_not_well place code w r is_).
  Qed.

  Lemma delivered_well : forall place to w r, well (delivered_at place to w) r ->
    r = (to, packet w).
  Proof.
    intros place to w [r q] is_. apply ends in is_. destruct is_ as [is_ same].
    destruct (noted _) in is_; [discriminate |]. simpl in *. congruence.
  Qed.

  (** ** Filters *)

  Lemma groups_may : forall d heading sender e p w k r, carries sender p w ->
    well (and_then (judge_groups net nothing_wrong d heading e w) k) r ->
    may_pass_groups net d heading sender e p = true /\
    exists w', carries sender p w' /\ well (k w') r.
  Proof.
    intros d heading sender e p w k r [is_p [is_new [is_tag is_origin]]] goes.
    unfold may_pass_groups. unfold judge_groups in goes.
    destruct (is_judged e); simpl negb in *; cbv iota zeta in *.
    2: { split; [reflexivity |]. exists w. split; [repeat split; assumption | exact goes]. }
    assert (same : context_of net nothing_wrong heading w = seen_from net sender heading).
    { unfold context_of, seen_from. rewrite is_tag, is_origin. reflexivity. }
    unfold phase_seen in goes. simpl in goes. rewrite is_new, is_p, same in goes.
    unfold sg_decision in goes.
    destruct (rules_allow d (seen_from net sender heading)
      (map (map snd) (known_rules (read_groups net nothing_wrong d heading e))) p) eqn:allowed.
    - split; [reflexivity |].
      match type of goes with context [find ?f ?l] =>
        destruct (find f l) as [[place rule] |] in goes end;
        simpl and_then in goes; eexists; (split; [| exact goes]); repeat split; assumption.
    - simpl orb.
      destruct (first_doubt p (read_groups net nothing_wrong d heading e)) as [reason |].
      + split; [reflexivity |]. simpl and_then in goes. eexists. split; [| exact goes].
        repeat split; assumption.
      + exfalso. simpl and_then in goes. exact (drop_is_not_well _ _ _ _ goes).
  Qed.

  Lemma border_may : forall d subnet sender p w k r, carries sender p w ->
    well (and_then (cross_border net uncollected_open nothing_wrong d subnet w) k) r ->
    may_cross net d subnet p = true /\ exists w', carries sender p w' /\ well (k w') r.
  Proof.
    intros d subnet sender p w k r [is_p [is_new [is_tag is_origin]]] goes.
    unfold may_cross. unfold cross_border in goes. simpl in goes.
    destruct (by_number subnet_id subnet (subnets net)) as [s |].
    2: { exfalso. exact (unknown_is_not_well _ _ _ goes). }
    destruct (subnet_acl s) as [a | | missing | missing].
    - destruct (by_number acl_id a (network_acls net)) as [acl |].
      + unfold may_pass_entries. unfold judge_entries in goes. rewrite is_p in goes.
        destruct (deciding_entry nothing_wrong d (entries_of d acl) p) as [[index entry] |].
        2: { exfalso. exact (drop_is_not_well _ _ _ _ goes). }
        destruct (entry_unknown entry); simpl in goes.
        * split; [reflexivity |]. eexists. split; [| exact goes]. repeat split; assumption.
        * destruct (acl_decision d _ p); simpl in goes.
          -- split; [reflexivity |]. eexists. split; [| exact goes]. repeat split; assumption.
          -- exfalso. exact (drop_is_not_well _ _ _ _ goes).
      + split; [reflexivity |]. eexists. split; [| exact goes]. repeat split; assumption.
    - split; [reflexivity |]. eexists. split; [| exact goes]. repeat split; assumption.
    - split; [reflexivity |]. destruct uncollected_open; eexists; (split; [| exact goes]);
        repeat split; assumption.
    - split; [reflexivity |]. eexists. split; [| exact goes]. repeat split; assumption.
  Qed.

  (** ** Arrival *)

  Lemma arrive_may : forall sender other crossed p w r, carries sender p w ->
    well (arrive net uncollected_open nothing_wrong other crossed w) r ->
    r = (AtInterface (eni_id other), p) /\ may_receive net sender other p = true /\
    (crossed = true -> may_cross net Ingress (eni_subnet other) p = true).
  Proof.
    intros sender other crossed p w r here goes. unfold arrive in goes.
    assert (past : (crossed = true -> may_cross net Ingress (eni_subnet other) p = true) /\
      exists w1, carries sender p w1 /\
        well (and_then (require (eni_functional other || nothing_wrong M_StateIgnored)
          (PInterface (eni_id other)) BadState w1) (fun w =>
          match eni_kind other with
          | OfNatGateway => arrive_at_nat net nothing_wrong other w
          | EndsNothing => dropped_at (PInterface (eni_id other)) NoPossibleDestination w
          | ServiceNotModelled missing =>
              and_then (judge_groups net nothing_wrong Ingress Elsewhere other w)
                (fun w => unknown_from_here (InSnapshot missing) w)
          | Ordinary =>
              and_then (judge_groups net nothing_wrong Ingress Elsewhere other w) (fun w =>
                and_then (require (negb (eni_check other) ||
                           owns other (family (packet w)) (destination (packet w)))
                    (PInterface (eni_id other)) SourceDestinationCheck w)
                  (fun w => delivered_at (PInterface (eni_id other)) (AtInterface (eni_id other)) w))
          end)) r).
    { destruct crossed.
      - destruct (border_may _ _ _ _ _ _ _ here goes) as [may [w1 [here1 goes1]]].
        split; [auto |]. exists w1. split; [exact here1 | exact goes1].
      - split; [discriminate |]. exists w. split; [exact here | exact goes]. }
    clear goes. destruct past as [border [w1 [here1 goes]]].
    apply require_well in goes. destruct goes as [works goes].
    change (nothing_wrong M_StateIgnored) with false in works. rewrite orb_false_r in works.
    destruct (eni_kind other).
    - destruct (groups_may _ _ _ _ _ _ _ _ here1 goes) as [passes [w2 [here2 goes2]]].
      apply require_well in goes2. destruct goes2 as [takes_it goes2].
      apply delivered_well in goes2. destruct here2 as [is_p _]. rewrite is_p in takes_it, goes2.
      split; [exact goes2 |]. split; [| exact border]. unfold may_receive.
      rewrite works, passes, takes_it. reflexivity.
    - exfalso. unfold arrive_at_nat, is_new in goes. destruct here1 as [_ [is_new _]].
      rewrite is_new in goes. exact (drop_is_not_well _ _ _ _ goes).
    - exfalso. exact (drop_is_not_well _ _ _ _ goes).
    - exfalso. destruct (groups_may _ _ _ _ _ _ _ _ here1 goes) as [_ [w2 [_ no]]].
      exact (unknown_is_not_well _ _ _ no).
  Qed.

  (** ** The route *)

  Lemma select_target : forall t p table n under r,
    select net choices nothing_wrong t p = Selected table n under r ->
    exists route, In route (selected (table_of net nothing_wrong t) p) /\
      written nothing_wrong t route = Some r.
  Proof.
    intros t p table n under r found. unfold select, best_routes in found. simpl in found.
    destruct (selected (table_of net nothing_wrong t) p) as [| first rest]; [discriminate |].
    assert (settled : forall route,
      match written nothing_wrong t route with
      | None => NothingFound
      | Some w =>
          match route_state w with
          | StateUnknown m => InDoubt (InSnapshot m) (Some (route_target w))
          | Active | Blackhole | Filtered =>
              Selected (table_id t) (RouteTables.target route) (RouteTables.prefix route) w
          end
      end = Selected table n under r -> written nothing_wrong t route = Some r).
    { intros route is_. destruct (written nothing_wrong t route) as [w |]; [| discriminate].
      destruct (route_state w); try discriminate; injection is_ as _ _ _ <-; reflexivity. }
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

  (** On the first leg the look-up depends on nothing but the header. *)
  Lemma look_up_new : forall s w, phase w = New ->
    look_up net choices nothing_wrong s w =
      match resolve table_id (route_tables net) (subnet_table s) with
      | NotThere missing => NoTable missing
      | Object t => select_with_doubts net choices nothing_wrong t (packet w)
      end.
  Proof.
    intros s w is_new. unfold look_up, is_reply_to_nat. rewrite is_new.
    destruct (resolve table_id (route_tables net) (subnet_table s)); reflexivity.
  Qed.

  Lemma selected_is_target : forall e s w table n under r,
    by_number subnet_id (eni_subnet e) (subnets net) = Some s -> phase w = New ->
    look_up net choices nothing_wrong s w = Selected table n under r ->
    In (route_target r) (targets_for net e (packet w)).
  Proof.
    intros e s w table n under r here is_new found. rewrite (look_up_new s w is_new) in found.
    unfold targets_for. rewrite here.
    destruct (resolve table_id (route_tables net) (subnet_table s)) as [t | missing];
      [| discriminate].
    assert (settled : select net choices nothing_wrong t (packet w) = Selected table n under r).
    { unfold select_with_doubts in found. destruct (flat_map _ _); [exact found |].
      destruct (has_host_route _ _ _ _ || _); [exact found | discriminate]. }
    destruct (select_target _ _ _ _ _ _ settled) as [route [member same]].
    apply in_flat_map. exists route. split; [exact member |]. rewrite same. left. reflexivity.
  Qed.

  Lemma never_back_over : forall s w c, phase w = New ->
    look_up net choices nothing_wrong s w <> BackOverPeering c.
  Proof.
    intros s w c is_new. rewrite (look_up_new s w is_new).
    destruct (resolve table_id (route_tables net) (subnet_table s)) as [t |]; [| discriminate].
    assert (plain : select net choices nothing_wrong t (packet w) <> BackOverPeering c).
    { unfold select.
      assert (settled : forall route,
        match written nothing_wrong t route with
        | None => NothingFound
        | Some w =>
            match route_state w with
            | StateUnknown m => InDoubt (InSnapshot m) (Some (route_target w))
            | Active | Blackhole | Filtered =>
                Selected (table_id t) (RouteTables.target route) (RouteTables.prefix route) w
            end
        end <> BackOverPeering c).
      { intros route. destruct (written nothing_wrong t route) as [x |]; [| discriminate].
        destruct (route_state x); discriminate. }
      destruct (best_routes _ _ _); [discriminate |].
      destruct (RouteTables.class _); try apply settled;
        (destruct (forallb _ _); [apply settled | discriminate]). }
    unfold select_with_doubts. destruct (flat_map _ _); [exact plain |].
    destruct (has_host_route _ _ _ _ || _); [exact plain | discriminate].
  Qed.

  (** ** Edges of the graph *)

  Lemma same_self : forall e, is_same e e = true.
  Proof. intros e. apply N.eqb_refl. Qed.

  Lemma edge_known : forall e x, In e (interfaces net) ->
    In x ([edge_to_service net e; edge_staying net e; edge_leaving net e] ++
          map (edge_to_neighbour net e) (interfaces net) ++
          map (edge_to_owner net e) (interfaces net)) ->
    In x (edges (vpc_graph net)).
  Proof.
    intros e x known member. apply in_or_app. left. apply in_flat_map. exists e.
    exact (conj known member).
  Qed.

  Lemma kept : forall p, rewrites [] p p.
  Proof. intros p f. reflexivity. Qed.

  Lemma sent_in_transit : forall i p, in_transit (vpc_graph net) (sent_by i, p).
  Proof.
    intros i p. unfold in_transit. simpl. unfold kind_of_place, sent_by, outside, at_service, internet_receives.
    assert (low : (4 * i) mod 4 = 0) by (rewrite N.mul_comm; apply N.mod_mul; lia).
    destruct (N.eqb_spec (4 * i) 3); [lia |]. destruct (N.eqb_spec (4 * i) 7); [lia |].
    destruct (N.eqb_spec (4 * i) 11); [lia |]. rewrite low. reflexivity.
  Qed.

  Lemma staying_in_transit : forall i p, in_transit (vpc_graph net) (staying_from i, p).
  Proof.
    intros i p. unfold in_transit. simpl. unfold kind_of_place, staying_from, outside, at_service,
      internet_receives.
    assert (low : (4 * i + 1) mod 4 = 1).
    { rewrite N.add_comm, N.mul_comm, N.mod_add by lia. reflexivity. }
    destruct (N.eqb_spec (4 * i + 1) 3); [lia |]. destruct (N.eqb_spec (4 * i + 1) 7); [lia |].
    destruct (N.eqb_spec (4 * i + 1) 11); [lia |]. rewrite low. reflexivity.
  Qed.

  Lemma one_hop : forall e l l' p, In e (edges (vpc_graph net)) -> rewrite e = [] ->
    tail e = l -> head e = l' -> guard e p = true -> in_transit (vpc_graph net) (l, p) ->
    step (vpc_graph net) (l, p) (l', p).
  Proof.
    intros e l l' p known plain at_tail at_head passes moving. split; [exact moving |]. exists e.
    split; [exact known |]. split; [exact at_tail |]. split; [exact at_head |].
    split; [exact passes |]. simpl. rewrite plain. apply kept.
  Qed.

  (** Where the graph has a packet that the interpreter delivers. *)
  Definition place_of (r : Receiver) (l : Location) : Prop :=
    match r with
    | AtInterface j => l = received_by j
    | AtService _ => l = at_service
    | AtInternet => l = internet_receives
    end.

  Lemma misses_nothing :
    forall p i e r,
      by_number eni_id i (interfaces net) = Some e ->
      (let leg := forward net choices uncollected_open nothing_wrong p (FromInterface i) in
       leg_end leg = Walk.Delivered (fst r) /\ leg_packet leg = snd r) ->
      exists n l, Trace (vpc_graph net) n (sent_by i, p) (l, p) /\
        (place_of (fst r) l /\ snd r = p \/ l = outside).
  Proof.
    intros p i e r found arrives.
    assert (known : In e (interfaces net) /\ eni_id e = i).
    { unfold by_number in found. apply find_some in found. rewrite N.eqb_eq in found. exact found. }
    destruct known as [known is_i].
    unfold forward in arrives. cbv zeta in arrives. unfold leave_interface in arrives.
    rewrite found in arrives.
    change (well (leave_host net choices uncollected_open nothing_wrong e
      (leg_begins p New nothing_remembered)) r) in arrives.
    unfold leave_host in arrives. cbv zeta in arrives.
    change (packet (leg_begins p New nothing_remembered)) with p in arrives.
    set (w := vouched_by _ _ _) in arrives.
    assert (here : carries (host_sends e) p w) by (repeat split; reflexivity).
    clearbody w.
    apply require_well in arrives. destruct arrives as [_ arrives].
    apply require_well in arrives. destruct arrives as [works arrives].
    change (nothing_wrong M_StateIgnored) with false in works. rewrite orb_false_r in works.
    change (nothing_wrong M_AnyoneStarts) with false in arrives. cbv iota in arrives.
    destruct (eni_kind e); try (exfalso; exact (drop_is_not_well _ _ _ _ arrives));
      try (exfalso; exact (unknown_is_not_well _ _ _ arrives)).
    apply require_well in arrives. destruct arrives as [own arrives].
    change (nothing_wrong M_SourceCheckIgnored) with false in own. rewrite orb_false_r in own.
    assert (sends : may_send e p = true) by (unfold may_send; rewrite works, own; reflexivity).
    rewrite <- is_i. clear works own found.
    destruct (exempt_service (by_number vpc_id (eni_vpc e) (vpcs net)) (family p) (destination p))
      as [service |] eqn:exempt.
    { (* A service beside the host. *)
      change (nothing_wrong M_ServicesFiltered) with false in arrives. cbv iota in arrives.
      apply delivered_well in arrives. destruct here as [is_p _]. rewrite is_p in arrives.
      subst r. exists 1%nat, at_service. split; [| left; split; reflexivity].
      apply (Hop _ 0 _ (at_service, p)); [| constructor].
      apply (one_hop (edge_to_service net e)); try reflexivity.
      - apply (edge_known e); [exact known |]. left. reflexivity.
      - simpl. rewrite sends, exempt. reflexivity.
      - apply sent_in_transit. }
    destruct (is_never_forwarded nothing_wrong p);
      [exfalso; exact (drop_is_not_well _ _ _ _ arrives) |].
    destruct (groups_may _ _ _ _ _ _ _ _ here arrives) as [passes [w1 [here1 goes1]]].
    clear arrives. unfold leave_subnet in goes1.
    assert (near : forall w', carries (host_sends e) p w' ->
      neighbour net nothing_wrong e w' = neighbour_for net e p).
    { intros w' [same _]. unfold neighbour, neighbour_for. simpl. rewrite same. reflexivity. }
    rewrite (near w1 here1) in goes1. unfold subnet_heading in passes. rewrite (near w here) in passes.
    destruct (neighbour_for net e p) as [other |] eqn:beside.
    { (* In the subnet. *)
      change (nothing_wrong M_AclInsideSubnet) with false in goes1. cbv iota in goes1.
      simpl and_then in goes1.
      destruct (arrive_may _ _ _ _ _ _ here1 goes1) as [is_r [takes_it _]].
      assert (member : In other (interfaces net)).
      { unfold neighbour_for in beside. apply find_some in beside. exact (proj1 beside). }
      exists 1%nat, (received_by (eni_id other)). split; [| left; subst r; split; reflexivity].
      apply (Hop _ 0 _ (received_by (eni_id other), p)); [| constructor].
      apply (one_hop (edge_to_neighbour net e other)); try reflexivity.
      - apply (edge_known e); [exact known |]. apply in_or_app. right. apply in_or_app. left.
        apply in_map. exact member.
      - simpl. rewrite sends, beside, same_self, passes, takes_it. reflexivity.
      - apply sent_in_transit. }
    destruct (border_may _ _ _ _ _ _ _ here1 goes1) as [crosses [w2 [here2 goes2]]]. clear goes1.
    destruct (by_number subnet_id (eni_subnet e) (subnets net)) as [s |] eqn:in_subnet.
    2: { exfalso. exact (unknown_is_not_well _ _ _ goes2). }
    destruct (by_number vpc_id (eni_vpc e) (vpcs net)) as [v |] eqn:in_vpc.
    2: { exfalso. exact (unknown_is_not_well _ _ _ goes2). }
    assert (same_look_up : look_up net choices nothing_wrong s w = look_up net choices nothing_wrong s w2).
    { destruct here as [is_p [is_new _]]. destruct here2 as [is_p2 [is_new2 _]].
      rewrite (look_up_new s w is_new), (look_up_new s w2 is_new2), is_p, is_p2. reflexivity. }
    unfold take_route in goes2. unfold heading_of in passes. rewrite same_look_up in passes.
    pose proof here2 as [is_p2 [is_new2 _]].
    destruct (look_up net choices nothing_wrong s w2) as [missing | | table n under route | c |
      reason t] eqn:looked.
    - exfalso. exact (unknown_is_not_well _ _ _ goes2).
    - exfalso. exact (drop_is_not_well _ _ _ _ goes2).
    - pose proof (selected_is_target e s w2 table n under route in_subnet is_new2 looked) as target.
      rewrite is_p2 in target.
      assert (leaves : may_leave_to net e p (route_target route) = true).
      { unfold may_leave_to, vpc_of_subnet. rewrite in_subnet, passes, crosses. reflexivity. }
      destruct (is_local (route_target route)) eqn:local.
      + (* By the local route. *)
        destruct (route_target route) eqn:is_target; try discriminate.
        assert (goes3 : well (arrive_by_ownership net uncollected_open nothing_wrong (vpc_id v)
          (Some (subnet_id s)) (PRoute table n under)
          (record Forwards (PRoute table n under) w2)) r).
        { destruct (route_state route); try exact goes2.
          exfalso. exact (drop_is_not_well _ _ _ _ goes2). }
        clear goes2. unfold arrive_by_ownership in goes3. cbn [packet record] in goes3.
        rewrite is_p2 in goes3.
        destruct (owner net (vpc_id v) (family p) (destination p)) as [other |] eqn:owned_by.
        2: { exfalso. exact (drop_is_not_well _ _ _ _ goes3). }
        assert (here3 : carries (host_sends e) p (record Forwards (PRoute table n under) w2)) by exact here2.
        destruct (arrive_may _ _ _ _ _ _ here3 goes3) as [is_r [takes_it border]].
        assert (is_v : vpc_id v = eni_vpc e).
        { unfold by_number in in_vpc. apply find_some in in_vpc. apply N.eqb_eq. tauto. }
        assert (is_s : subnet_id s = eni_subnet e).
        { unfold by_number in in_subnet. apply find_some in in_subnet. apply N.eqb_eq. tauto. }
        rewrite is_v in owned_by. rewrite is_s in border.
        assert (member : In other (interfaces net)).
        { unfold owner in owned_by. apply find_some in owned_by. exact (proj1 owned_by). }
        exists 2%nat, (received_by (eni_id other)). split; [| left; subst r; split; reflexivity].
        apply (Hop _ 1 _ (staying_from (eni_id e), p)).
        * apply (one_hop (edge_staying net e)); try reflexivity.
          -- apply (edge_known e); [exact known |]. right. left. reflexivity.
          -- simpl. rewrite sends, beside. simpl. apply existsb_exists. exists TargetLocal.
             split; [exact target |]. simpl. exact leaves.
          -- apply sent_in_transit.
        * apply (Hop _ 0 _ (received_by (eni_id other), p)); [| constructor].
          apply (one_hop (edge_to_owner net e other)); try reflexivity.
          -- apply (edge_known e); [exact known |]. apply in_or_app. right. apply in_or_app. right.
             apply in_map. exact member.
          -- simpl. rewrite owned_by, same_self, takes_it. simpl.
             destruct (N.eqb_spec (eni_subnet e) (eni_subnet other)) as [same | other_subnet];
               [reflexivity |]. simpl. rewrite border; reflexivity.
          -- apply staying_in_transit.
      + (* By any other route. *)
        exists 1%nat, outside. split; [| right; reflexivity].
        apply (Hop _ 0 _ (outside, p)); [| constructor].
        apply (one_hop (edge_leaving net e)); try reflexivity.
        * apply (edge_known e); [exact known |]. right. right. left. reflexivity.
        * simpl. rewrite sends, beside. simpl. apply existsb_exists. exists (route_target route).
          split; [exact target |]. rewrite local. exact leaves.
        * apply sent_in_transit.
    - exfalso. exact (never_back_over s w2 c is_new2 looked).
    - exfalso. exact (unknown_is_not_well _ _ _ goes2).
  Qed.
  (** ** From the Internet *)

  Lemma access_may : forall sender p v w k r, carries sender p w ->
    well (and_then (public_access uncollected_open v w) k) r ->
    exists w', carries sender p w' /\ well (k w') r.
  Proof.
    intros sender p v w k r here goes. unfold public_access in goes.
    destruct (vpc_access v); [| destruct uncollected_open |]; simpl in goes; eexists;
      (split; [| exact goes]); exact here.
  Qed.

  Lemma require_may : forall sender p test place code w k r, carries sender p w ->
    well (and_then (require test place code w) k) r -> well (k w) r.
  Proof.
    intros sender p test place code w k r _ goes. exact (proj2 (require_well _ _ _ _ _ _ goes)).
  Qed.

  Lemma by_number_member : forall {A} (number_of : A -> N) n objects o,
    by_number number_of n objects = Some o -> In o objects /\ number_of o = n.
  Proof.
    intros A number_of n objects o found. apply find_some in found. rewrite N.eqb_eq in found.
    exact found.
  Qed.

  Lemma entered_in_transit : forall v p, in_transit (vpc_graph net) (entered v, p).
  Proof.
    intros v p. unfold in_transit. simpl. unfold kind_of_place, entered, outside, at_service,
      internet_receives.
    assert (low : (4 * v + 19) mod 4 = 3).
    { replace (4 * v + 19) with (3 + (v + 4) * 4) by lia. rewrite N.mod_add by lia. reflexivity. }
    destruct (N.eqb_spec (4 * v + 19) 3); [lia |]. destruct (N.eqb_spec (4 * v + 19) 7); [lia |].
    destruct (N.eqb_spec (4 * v + 19) 11); [lia |]. rewrite low. reflexivity.
  Qed.

  (** The last part of the way: from the gateway of a VPC to the owner. *)
  Lemma from_gateway : forall v place p w r, In v (vpcs net) -> carries internet_sends p w ->
    well (arrive_by_ownership net uncollected_open nothing_wrong (vpc_id v) None place w) r ->
    exists l, step (vpc_graph net) (entered (vpc_id v), p) (l, p) /\ place_of (fst r) l /\
      snd r = p.
  Proof.
    intros v place p w r known here goes. unfold arrive_by_ownership in goes.
    pose proof here as [is_p _]. rewrite is_p in goes.
    destruct (owner net (vpc_id v) (family p) (destination p)) as [other |] eqn:owned_by.
    2: { exfalso. exact (drop_is_not_well _ _ _ _ goes). }
    simpl negb in goes. destruct (arrive_may _ _ _ _ _ _ here goes) as [is_r [takes_it border]].
    assert (member : In other (interfaces net)).
    { unfold owner in owned_by. apply find_some in owned_by. exact (proj1 owned_by). }
    exists (received_by (eni_id other)). subst r. split; [| split; reflexivity].
    apply (one_hop (edge_from_gateway net (vpc_id v) other)); try reflexivity.
    - apply in_or_app. right. right. apply in_or_app. right. apply in_or_app. right.
      apply in_flat_map. exists v. split; [exact known |]. apply in_map. exact member.
    - simpl. rewrite owned_by, same_self, takes_it, (border eq_refl). reflexivity.
    - apply entered_in_transit.
  Qed.

  (** Past the gateway of a VPC, after its translation. *)
  Lemma past_gateway : forall v igw p w r, In v (vpcs net) -> carries internet_sends p w ->
    well (and_then (public_access uncollected_open v w) (fun w =>
      match by_number igw_id igw (internet_gateways net) with
      | Some {| igw_edge_table := Some missing |} => unknown_from_here (InSnapshot missing) w
      | _ => arrive_by_ownership net uncollected_open nothing_wrong (vpc_id v) None (PIgw igw) w
      end)) r ->
    exists l, step (vpc_graph net) (entered (vpc_id v), p) (l, p) /\ place_of (fst r) l /\
      snd r = p.
  Proof.
    intros v igw p w r known here goes.
    destruct (access_may _ _ _ _ _ _ here goes) as [w' [here' goes']].
    destruct (by_number igw_id igw (internet_gateways net)) as [[number attached [missing |]] |].
    - exfalso. exact (unknown_is_not_well _ _ _ goes').
    - exact (from_gateway _ _ _ _ _ known here' goes').
    - exact (from_gateway _ _ _ _ _ known here' goes').
  Qed.

  Lemma replaced : forall a p, rewrites [(Destination, Choose [{| low := a; high := a |}])] p
    (replace_destination a p).
  Proof.
    intros a p f. destruct f; simpl; try reflexivity.
    unfold holds, within. simpl. rewrite N.leb_refl. reflexivity.
  Qed.

  Lemma internet_in_transit : forall p, in_transit (vpc_graph net) (from_internet, p).
  Proof. intros p. reflexivity. Qed.

  Lemma misses_nothing_from_internet :
    forall p r,
      (let leg := forward net choices uncollected_open nothing_wrong p FromInternet in
       leg_end leg = Walk.Delivered (fst r) /\ leg_packet leg = snd r) ->
      exists n l, Trace (vpc_graph net) n (from_internet, p) (l, snd r) /\ place_of (fst r) l.
  Proof.
    intros p r arrives. unfold forward in arrives. cbv zeta in arrives.
    change (well (leave_internet net uncollected_open nothing_wrong
      (leg_begins p New nothing_remembered)) r) in arrives.
    unfold leave_internet in arrives. cbv zeta in arrives.
    apply require_well in arrives. destruct arrives as [_ arrives].
    apply require_well in arrives. destruct arrives as [_ arrives].
    set (w := record _ _ _) in arrives.
    assert (here : carries internet_sends p w) by (repeat split; reflexivity).
    assert (nobody_waits : awaited nothing_wrong w = None) by reflexivity.
    clearbody w. pose proof here as [is_p _]. unfold on_internet in arrives.
    rewrite nobody_waits, is_p in arrives.
    assert (across : well (if is_in (closed_ranges net) (family p) (destination p) &&
        negb (nothing_wrong M_ClosedRangesAnswer)
      then dropped_at PInternet NoPossibleDestination w else delivered_at PInternet AtInternet w) r ->
      exists n l, Trace (vpc_graph net) n (from_internet, p) (l, snd r) /\ place_of (fst r) l).
    { intros goes. destruct (is_in _ _ _ && _); [exfalso; exact (drop_is_not_well _ _ _ _ goes) |].
      apply delivered_well in goes. rewrite is_p in goes. subst r.
      exists 1%nat, internet_receives. split; [| reflexivity].
      apply (Hop _ 0 _ (internet_receives, p)); [| constructor].
      apply (one_hop edge_across_internet); try reflexivity.
      apply in_or_app. right. left. reflexivity. }
    destruct (family p =? ipv4) eqn:is_v4.
    - destruct (public_owner net (destination p)) as [[e a] |] eqn:owned_by.
      + destruct (by_number vpc_id (eni_vpc e) (vpcs net)) as [v |] eqn:in_vpc.
        2: { exfalso. exact (drop_is_not_well _ _ _ _ arrives). }
        destruct (by_number_member _ _ _ _ in_vpc) as [known is_v].
        unfold enter_vpc in arrives. rewrite is_p in arrives.
        destruct (vpc_gateway v) as [igw |].
        2: { exfalso. destruct (find _ _); [destruct (family p =? ipv6) |];
               exact (drop_is_not_well _ _ _ _ arrives). }
        apply require_well in arrives. destruct arrives as [_ arrives].
        apply require_well in arrives. destruct arrives as [_ arrives].
        rewrite is_v4, owned_by in arrives.
        destruct ((eni_vpc e =? vpc_id v) && eni_functional e);
          [| exfalso; exact (drop_is_not_well _ _ _ _ arrives)].
        simpl and_then in arrives.
        set (w' := record _ _ _) in arrives.
        assert (here' : carries internet_sends (replace_destination a p) w').
        { destruct here as [_ [is_new [is_tag is_origin]]]. repeat split; assumption. }
        clearbody w'.
        destruct (past_gateway _ _ _ _ _ known here' arrives) as [l [hop [there same]]].
        exists 2%nat, l. split; [| exact there].
        apply (Hop _ 1 _ (entered (vpc_id v), replace_destination a p)).
        * split; [apply internet_in_transit |]. exists (edge_entering net e a).
          assert (mapped : In e (interfaces net) /\ exists x, In x (eni_private e) /\ fst x = a).
          { unfold public_owner in owned_by.
            match type of owned_by with context [find ?f ?l] =>
              destruct (find f l) as [o |] eqn:found in owned_by; [| discriminate] end.
            apply find_some in found. destruct found as [member _].
            match type of owned_by with context [find ?f ?l] =>
              destruct (find f l) as [x |] eqn:mapping in owned_by; [| discriminate] end.
            apply find_some in mapping. simpl in owned_by. injection owned_by as <- <-.
            split; [exact member |]. exists x. tauto. }
          destruct mapped as [member [x [in_x is_a]]].
          split.
          { apply in_or_app. right. right. apply in_or_app. right. apply in_or_app. left.
            apply in_flat_map. exists e. split; [exact member |]. apply in_map_iff. exists x.
            rewrite is_a. split; [reflexivity | exact in_x]. }
          split; [reflexivity |]. split; [simpl; rewrite is_v; reflexivity |]. split.
          { simpl. rewrite is_v4, owned_by, same_self, N.eqb_refl. reflexivity. }
          apply replaced.
        * rewrite same. apply (Hop _ 0 _ _ _ hop). constructor.
      + destruct (existsb _ _ || _); [exfalso; exact (drop_is_not_well _ _ _ _ arrives) |].
        exact (across arrives).
    - destruct (owner_of_public_range net (destination p)) as [v |] eqn:range_of.
      + assert (known : In v (vpcs net)).
        { unfold owner_of_public_range in range_of. apply find_some in range_of. tauto. }
        unfold enter_vpc in arrives. rewrite is_p in arrives.
        destruct (vpc_gateway v) as [igw |].
        2: { exfalso. destruct (find _ _); [destruct (family p =? ipv6) |];
               exact (drop_is_not_well _ _ _ _ arrives). }
        apply require_well in arrives. destruct arrives as [_ arrives].
        apply require_well in arrives. destruct arrives as [_ arrives].
        rewrite is_v4 in arrives.
        destruct (owner net (vpc_id v) ipv6 (destination p)) as [e |];
          [| exfalso; exact (drop_is_not_well _ _ _ _ arrives)].
        destruct (eni_functional e && (negb (eni_denies_igw e) || nothing_wrong M_DenialOfIgwIgnored));
          [| exfalso; exact (drop_is_not_well _ _ _ _ arrives)].
        simpl and_then in arrives.
        set (w' := record _ _ _) in arrives.
        assert (here' : carries internet_sends p w') by exact here.
        clearbody w'.
        destruct (past_gateway _ _ _ _ _ known here' arrives) as [l [hop [there same]]].
        exists 2%nat, l. split; [| exact there].
        apply (Hop _ 1 _ (entered (vpc_id v), p)).
        * apply (one_hop (edge_entering_v6 net v)); try reflexivity.
          -- apply in_or_app. right. right. apply in_or_app. left. apply in_map. exact known.
          -- simpl. rewrite is_v4, range_of, N.eqb_refl. reflexivity.
        * rewrite same. apply (Hop _ 0 _ _ _ hop). constructor.
      + destruct (is_in internet_v6 ipv6 (destination p));
          [exact (across arrives) | exfalso; exact (drop_is_not_well _ _ _ _ arrives)].
  Qed.
End Compilation.
