(** * Steps forget nothing

    Whatever a step does, devices still know the connections and bindings that they knew before it,
    and the trace only grows. *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Prefixes Model.Connections Model.SecurityGroups
  Model.NAT Model.Network Model.Reserved Model.Walk Model.Filters Model.Lookup Model.Arrival
  Model.Internet Model.Gateways Model.Interpreter Theorems.Statefulness.
Import ListNotations.
Open Scope N_scope.

(** Devices know in [later] what they knew in [earlier]. *)
Definition remembers (earlier later : Memory) : Prop :=
  (forall e k, In k (connections_of e earlier) -> In k (connections_of e later)) /\
  (forall g b, In b (kept_for g (nat_tables earlier)) -> In b (kept_for g (nat_tables later))).

(** [w] comes of [w0]. *)
Definition since (w0 w : Walk) : Prop :=
  remembers (memory w0) (memory w) /\ exists new, hops w = new ++ hops w0.

Definition walk_of (s : Step) : Walk :=
  match s with Go w | FromNat w _ | End w _ => w end.

Definition since_step (w0 : Walk) (s : Step) : Prop := since w0 (walk_of s).

Lemma since_same : forall w, since w w.
Proof. intros w. split; [split; auto |]. exists []. reflexivity. Qed.

Lemma since_trans : forall a b c, since a b -> since b c -> since a c.
Proof.
  intros a b c [[one two] [new here]] [[one' two'] [new' there]]. split; [split; auto |].
  exists (new' ++ new). rewrite there, here. apply app_assoc.
Qed.

(** A change that leaves connections and tables alone, and puts hops in front. *)
Lemma since_quiet : forall w0 w w', since w0 w ->
  connections (memory w') = connections (memory w) -> nat_tables (memory w') = nat_tables (memory w) ->
  (exists new, hops w' = new ++ hops w) -> since w0 w'.
Proof.
  intros w0 w w' [[one two] [new here]] same same' [new' there].
  split; [split |].
  { unfold connections_of in *. rewrite same. exact one. }
  { rewrite same'. exact two. }
  exists (new' ++ new). rewrite there, here. apply app_assoc.
Qed.

Ltac quiet := intros; eapply since_quiet; [eassumption | reflexivity | reflexivity |];
  first [exists []; reflexivity | eexists [_]; reflexivity].

Lemma since_record : forall w0 a p w, since w0 w -> since w0 (record a p w).
Proof. quiet. Qed.

Lemma since_note : forall w0 r w, since w0 w -> since w0 (note r w).
Proof. quiet. Qed.

Lemma since_packet : forall w0 p w, since w0 w -> since w0 (with_packet p w).
Proof. quiet. Qed.

Lemma since_vouched : forall w0 e gs w, since w0 w -> since w0 (vouched_by e gs w).
Proof. quiet. Qed.

Lemma since_untagged : forall w0 w, since w0 w -> since w0 (without_tag w).
Proof. quiet. Qed.

Lemma since_past : forall w0 n w, since w0 w -> since w0 (past_nat n w).
Proof. quiet. Qed.

Lemma since_flow : forall w0 f w, since w0 w ->
  since w0 (with_memory (remember_flow f (memory w)) w).
Proof. quiet. Qed.

Lemma since_crossing : forall w0 c w, since w0 w ->
  since w0 (with_memory (remember_crossing c (memory w)) w).
Proof. quiet. Qed.

Lemma kept_for_first : forall {A} n (l : list A) kept m,
  kept_for m ((n, l) :: kept) = if n =? m then l else kept_for m kept.
Proof. intros A n l kept m. unfold kept_for. simpl. destruct (n =? m); reflexivity. Qed.

Lemma since_connections : forall w0 e cs w, since w0 w ->
  (forall k, In k (connections_of e (memory w)) -> In k cs) ->
  since w0 (with_memory (remember_connections e cs (memory w)) w).
Proof.
  intros w0 e cs w [[one two] three] more. split; [split; [| exact two] | exact three].
  intros e' k member. specialize (one e' k member). unfold connections_of in *.
  refine (eq_ind_r (In k) _ (kept_for_first (eni_id e) cs (connections (memory w)) (eni_id e'))).
  destruct (N.eqb_spec (eni_id e) (eni_id e')) as [same | other];
    [| exact one].
  apply more. rewrite same. exact one.
Qed.

Lemma since_bindings : forall w0 g public p w table p', since w0 w ->
  nat_out (kept_for g (nat_tables (memory w))) public p = Some (table, p') ->
  since w0 (with_memory (remember_bindings g table (memory w)) w).
Proof.
  intros w0 g public p w table p' [[one two] three] stored.
  split; [split; [exact one |] | exact three].
  intros g' b member. specialize (two g' b member).
  refine (eq_ind_r (In b) _ (kept_for_first g table (nat_tables (memory w)) g')).
  destruct (N.eqb_spec g g') as [same | other]; [| exact two]. subst g'.
  unfold nat_out in stored. destruct (free _ _); [| discriminate]. injection stored as <- _.
  right. exact two.
Qed.

Lemma since_delivered : forall w0 p r w, since w0 w -> since_step w0 (delivered_at p r w).
Proof. intros w0 p r w h. exact (since_record w0 Delivers p w h). Qed.

Lemma since_dropped : forall w0 p c w, since w0 w -> since_step w0 (dropped_at p c w).
Proof. intros w0 p c w h. exact (since_record w0 Drops p w h). Qed.

Lemma since_unknown : forall w0 r w, since w0 w -> since_step w0 (unknown_from_here r w).
Proof. intros w0 r w h. exact (since_record w0 Wonders (PUnknown r) w h). Qed.

Lemma since_and_then : forall w0 s k,
  since_step w0 s -> (forall w, since w0 w -> since_step w0 (k w)) -> since_step w0 (and_then s k).
Proof. intros w0 [w | w d | w i] k h next; simpl in *; auto. Qed.

Lemma since_require : forall w0 b p c w, since w0 w -> since_step w0 (require b p c w).
Proof. intros w0 [] p c w h; [exact h | exact (since_dropped w0 p c w h)]. Qed.

Lemma since_go : forall w0 w, since w0 w -> since_step w0 (Go w).
Proof. auto. Qed.

Lemma since_from_nat : forall w0 w i, since w0 w -> since_step w0 (FromNat w i).
Proof. auto. Qed.

Create HintDb since.
#[export] Hint Resolve since_record since_note since_delivered since_dropped since_unknown
  since_require since_packet since_vouched since_untagged since_past since_go since_from_nat
  since_flow since_crossing since_bindings : since.
#[export] Hint Extern 2 (since _ (if ?b then _ else _)) => destruct b : since.

(** One case of a definition after the other. *)
Ltac keep_since :=
  cbv zeta;
  repeat match goal with
  | |- since_step _ (and_then _ _) => apply since_and_then; [| intros; cbv zeta]
  | |- since_step _ (if ?b then _ else _) => destruct b
  | |- since_step _ (match ?x with _ => _ end) => destruct x eqn:?
  | |- since _ (if ?b then _ else _) => destruct b
  | |- since_step _ (Go (if ?b then _ else _)) => destruct b
  end; eauto 12 with since.

Section Since.
  Variable w0 : Walk.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Lemma since_groups : forall d heading e w,
    since w0 w -> since_step w0 (judge_groups net wrong d heading e w).
  Proof.
    intros d heading e w h. unfold judge_groups. destruct (negb (is_judged e)); [exact h |].
    cbv zeta.
    destruct (sg_decision _ _ _ _ _ _) as [allowed state] eqn:decided. destruct allowed.
    - assert (kept : since w0 (with_memory (remember_connections e state (memory w)) w)).
      { apply since_connections; [exact h |]. intros k member.
        replace state with (snd (true, state)) by reflexivity. rewrite <- decided.
        apply decision_keeps. exact member. }
      match goal with |- context [find ?f ?l] => destruct (find f l) as [[where_ rule] |] end;
        destruct (match phase_seen wrong w with Established => _ | New => _ end);
        apply since_record; exact kept.
    - destruct (first_doubt _ _); [apply since_note; exact h | apply since_dropped; exact h].
  Qed.

  Lemma since_border : forall d subnet w,
    since w0 w -> since_step w0 (cross_border net uncollected_open wrong d subnet w).
  Proof. intros d subnet w h. unfold cross_border, judge_entries. keep_since. Qed.

  Lemma since_access : forall v w, since w0 w -> since_step w0 (public_access uncollected_open v w).
  Proof. intros v w h. unfold public_access. keep_since. Qed.

  Hint Resolve since_groups since_border since_access : since.

  Lemma since_arrive_at_nat : forall e w, since w0 w -> since_step w0 (arrive_at_nat net wrong e w).
  Proof. intros e w h. unfold arrive_at_nat. keep_since. Qed.

  Hint Resolve since_arrive_at_nat : since.

  Lemma since_arrive : forall e crossed w,
    since w0 w -> since_step w0 (arrive net uncollected_open wrong e crossed w).
  Proof. intros e crossed w h. unfold arrive. keep_since. Qed.

  Hint Resolve since_arrive : since.

  Lemma since_ownership : forall vpc leaving here w,
    since w0 w -> since_step w0 (arrive_by_ownership net uncollected_open wrong vpc leaving here w).
  Proof. intros. unfold arrive_by_ownership. keep_since. Qed.

  Hint Resolve since_ownership : since.

  Lemma since_to_interface : forall vpc target w,
    since w0 w -> since_step w0 (to_interface net uncollected_open wrong vpc target w).
  Proof. intros. unfold to_interface. keep_since. Qed.

  Lemma since_enter_vpc : forall v w,
    since w0 w -> since_step w0 (enter_vpc net uncollected_open wrong v w).
  Proof. intros. unfold enter_vpc. keep_since. Qed.

  Hint Resolve since_to_interface since_enter_vpc : since.

  Lemma since_internet : forall w,
    since w0 w -> since_step w0 (on_internet net uncollected_open wrong w).
  Proof. intros. unfold on_internet. keep_since. Qed.

  Hint Resolve since_internet : since.

  Lemma since_to_igw : forall v target w,
    since w0 w -> since_step w0 (to_igw net uncollected_open wrong v target w).
  Proof. intros. unfold to_igw. keep_since. Qed.

  Lemma since_to_eigw : forall v target w,
    since w0 w -> since_step w0 (to_eigw net uncollected_open wrong v target w).
  Proof. intros. unfold to_eigw. keep_since. Qed.

  Lemma since_to_nat : forall vpc target w,
    since w0 w -> since_step w0 (to_nat net choices uncollected_open wrong vpc target w).
  Proof. intros. unfold to_nat. keep_since. Qed.

  Lemma since_to_peering : forall vpc target w,
    since w0 w -> since_step w0 (to_peering net uncollected_open wrong vpc target w).
  Proof. intros. unfold to_peering. keep_since. Qed.

  Lemma since_to_endpoint : forall vpc target w,
    since w0 w -> since_step w0 (to_endpoint net wrong vpc target w).
  Proof. intros. unfold to_endpoint. keep_since. Qed.

  Hint Resolve since_to_igw since_to_eigw since_to_nat since_to_peering since_to_endpoint :
    since.

  Lemma since_to_target : forall v subnet here t w,
    since w0 w -> since_step w0 (to_target net choices uncollected_open wrong v subnet here t w).
  Proof. intros v subnet here t w h. unfold to_target. keep_since. Qed.

  Hint Resolve since_to_target : since.

  Lemma since_route : forall s v w,
    since w0 w -> since_step w0 (take_route net choices uncollected_open wrong s v w).
  Proof. intros. unfold take_route. keep_since. Qed.

  Hint Resolve since_route : since.

  Lemma since_leave_subnet : forall e w,
    since w0 w -> since_step w0 (leave_subnet net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_subnet. keep_since. Qed.

  Hint Resolve since_leave_subnet : since.

  Lemma since_leave_host : forall e w,
    since w0 w -> since_step w0 (leave_host net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_host. keep_since. Qed.

  Lemma since_leave_nat : forall e w,
    since w0 w -> since_step w0 (leave_nat net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_nat. keep_since. Qed.

  Lemma since_leave_internet : forall w,
    since w0 w -> since_step w0 (leave_internet net uncollected_open wrong w).
  Proof. intros. unfold leave_internet. keep_since. Qed.

  Hint Resolve since_leave_host since_leave_nat since_leave_internet : since.

  Lemma since_leave_interface : forall i w,
    since w0 w -> since_step w0 (leave_interface net choices uncollected_open wrong i w).
  Proof. intros. unfold leave_interface. keep_since. Qed.

  Lemma since_service : forall service to w,
    since w0 w -> since_step w0 (service_answers net uncollected_open wrong service to w).
  Proof. intros. unfold service_answers. keep_since. Qed.

  (** A leg forgets nothing that its beginning knew. *)
  Lemma since_travel : forall fuel s w d,
    since_step w0 s -> travel net choices uncollected_open wrong fuel s = (w, d) -> since w0 w.
  Proof.
    induction fuel as [| fuel next]; intros [w1 | w1 d1 | w1 i] w d h run; simpl in run;
      try (injection run as <- <-; exact h).
    destruct (by_number eni_id i (interfaces net)) as [e |].
    - exact (next _ _ _ (since_leave_nat e w1 h) run).
    - injection run as <- <-. exact h.
  Qed.
End Since.
