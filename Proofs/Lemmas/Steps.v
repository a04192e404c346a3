(** * Steps keep account of unknowns *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Prefixes Model.SecurityGroups Model.Network
  Model.Reserved Model.Walk Model.Filters Model.Lookup Model.Arrival
  Model.Internet Model.Gateways Model.Interpreter.
Import ListNotations.

(** The trace shows something unknown. *)
Definition wondered (w : Walk) : Prop := exists h, In h (hops w) /\ act h = Wonders.

(** What the trace shows is noted. *)
Definition honest (w : Walk) : Prop := noted w = None -> ~ wondered w.

Definition honest_step (s : Step) : Prop :=
  match s with
  | Go w | FromNat w _ => honest w
  | End w (Delivered _) => ~ wondered w
  | End _ (Dropped _ | Unknown _) => True
  end.

Lemma recorded_wonder : forall a p w, a <> Wonders -> wondered (record a p w) -> wondered w.
Proof.
  intros a p w other [h [[same | inside] is_wonder]].
  - subst h. simpl in is_wonder. contradiction.
  - exists h. auto.
Qed.

Lemma honest_record : forall a p w, a <> Wonders -> honest w -> honest (record a p w).
Proof.
  intros a p w other h none seen. apply recorded_wonder in seen; auto. exact (h none seen).
Qed.

Lemma honest_note : forall r w, honest (note r w).
Proof. intros r w. unfold honest, note. simpl. destruct (noted w); discriminate. Qed.

Lemma honest_delivered : forall p r w, honest w -> honest_step (delivered_at p r w).
Proof.
  intros p r w h. unfold delivered_at. simpl. destruct (noted w) eqn:none; simpl; auto.
  intro seen. apply recorded_wonder in seen; [| discriminate]. exact (h none seen).
Qed.

Lemma honest_dropped : forall p c w, honest_step (dropped_at p c w).
Proof. intros. exact I. Qed.

Lemma honest_unknown : forall r w, honest_step (unknown_from_here r w).
Proof. intros r w. unfold unknown_from_here. simpl. destruct (noted w); exact I. Qed.

Lemma honest_and_then : forall s k,
  honest_step s -> (forall w, honest w -> honest_step (k w)) -> honest_step (and_then s k).
Proof. intros [w | w d | w i] k h next; simpl in *; auto. Qed.

Lemma honest_require : forall b p c w, honest w -> honest_step (require b p c w).
Proof. intros [] p c w h; simpl; auto. Qed.

(** Changes that leave the trace and the note alone. *)
Lemma honest_packet : forall p w, honest w -> honest (with_packet p w).
Proof. intros p w h. exact h. Qed.

Lemma honest_memory : forall m w, honest w -> honest (with_memory m w).
Proof. intros m w h. exact h. Qed.

Lemma honest_vouched : forall e gs w, honest w -> honest (vouched_by e gs w).
Proof. intros e gs w h. exact h. Qed.

Lemma honest_untagged : forall w, honest w -> honest (without_tag w).
Proof. intros w h. exact h. Qed.

Lemma honest_past : forall n w, honest w -> honest (past_nat n w).
Proof. intros n w h. exact h. Qed.

Lemma honest_go : forall w, honest w -> honest_step (Go w).
Proof. auto. Qed.

Lemma honest_from_nat : forall w i, honest w -> honest_step (FromNat w i).
Proof. auto. Qed.

Create HintDb honest.
#[export] Hint Resolve honest_record honest_note honest_delivered honest_dropped honest_unknown
  honest_require honest_packet honest_memory honest_vouched honest_untagged honest_past honest_go
  honest_from_nat : honest.
#[export] Hint Extern 1 (_ <> Wonders) => discriminate : honest.
#[export] Hint Extern 2 (honest (if ?b then _ else _)) => destruct b : honest.

(** One case of a definition after the other. *)
Ltac keep_account :=
  cbv zeta;
  repeat match goal with
  | |- honest_step (and_then _ _) => apply honest_and_then; [| intros; cbv zeta]
  | |- honest_step (if ?b then _ else _) => destruct b
  | |- honest_step (match ?x with _ => _ end) => destruct x
  | |- honest (if ?b then _ else _) => destruct b
  | |- honest_step (Go (if ?b then _ else _)) => destruct b
  end; eauto 12 with honest.

Section Steps.
  Variable net : Network.
  Variable choices : Choices.
  Variable uncollected_open : bool.
  Variable wrong : Mistake -> bool.

  Lemma honest_groups : forall d heading e w,
    honest w -> honest_step (judge_groups net wrong d heading e w).
  Proof. intros d heading e w h. unfold judge_groups. keep_account. Qed.

  Lemma honest_border : forall d subnet w,
    honest w -> honest_step (cross_border net uncollected_open wrong d subnet w).
  Proof. intros d subnet w h. unfold cross_border, judge_entries. keep_account. Qed.

  Lemma honest_access : forall v w, honest w -> honest_step (public_access uncollected_open v w).
  Proof. intros v w h. unfold public_access. keep_account. Qed.

  Hint Resolve honest_groups honest_border honest_access : honest.

  Lemma honest_arrive_at_nat : forall e w, honest w -> honest_step (arrive_at_nat net wrong e w).
  Proof. intros e w h. unfold arrive_at_nat. keep_account. Qed.

  Hint Resolve honest_arrive_at_nat : honest.

  Lemma honest_arrive : forall e crossed w,
    honest w -> honest_step (arrive net uncollected_open wrong e crossed w).
  Proof. intros e crossed w h. unfold arrive. keep_account. Qed.

  Hint Resolve honest_arrive : honest.

  Lemma honest_ownership : forall vpc leaving here w,
    honest w -> honest_step (arrive_by_ownership net uncollected_open wrong vpc leaving here w).
  Proof. intros. unfold arrive_by_ownership. keep_account. Qed.

  Hint Resolve honest_ownership : honest.

  Lemma honest_to_interface : forall vpc target w,
    honest w -> honest_step (to_interface net uncollected_open wrong vpc target w).
  Proof. intros. unfold to_interface. keep_account. Qed.

  Lemma honest_enter_vpc : forall v w,
    honest w -> honest_step (enter_vpc net uncollected_open wrong v w).
  Proof. intros. unfold enter_vpc. keep_account. Qed.

  Hint Resolve honest_to_interface honest_enter_vpc : honest.

  Lemma honest_internet : forall w,
    honest w -> honest_step (on_internet net uncollected_open wrong w).
  Proof. intros. unfold on_internet. keep_account. Qed.

  Hint Resolve honest_internet : honest.

  Lemma honest_to_igw : forall v target w,
    honest w -> honest_step (to_igw net uncollected_open wrong v target w).
  Proof. intros. unfold to_igw. keep_account. Qed.

  Lemma honest_to_eigw : forall v target w,
    honest w -> honest_step (to_eigw net uncollected_open wrong v target w).
  Proof. intros. unfold to_eigw. keep_account. Qed.

  Lemma honest_to_nat : forall vpc target w,
    honest w -> honest_step (to_nat net choices uncollected_open wrong vpc target w).
  Proof. intros. unfold to_nat. keep_account. Qed.

  Lemma honest_to_peering : forall vpc target w,
    honest w -> honest_step (to_peering net uncollected_open wrong vpc target w).
  Proof. intros. unfold to_peering. keep_account. Qed.

  Lemma honest_to_endpoint : forall vpc target w,
    honest w -> honest_step (to_endpoint net wrong vpc target w).
  Proof. intros. unfold to_endpoint. keep_account. Qed.

  Hint Resolve honest_to_igw honest_to_eigw honest_to_nat honest_to_peering honest_to_endpoint :
    honest.

  Lemma honest_to_target : forall v subnet here t w,
    honest w -> honest_step (to_target net choices uncollected_open wrong v subnet here t w).
  Proof. intros v subnet here t w h. unfold to_target. keep_account. Qed.

  Hint Resolve honest_to_target : honest.

  Lemma honest_route : forall s v w,
    honest w -> honest_step (take_route net choices uncollected_open wrong s v w).
  Proof. intros. unfold take_route. keep_account. Qed.

  Hint Resolve honest_route : honest.

  Lemma honest_leave_subnet : forall e w,
    honest w -> honest_step (leave_subnet net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_subnet. keep_account. Qed.

  Hint Resolve honest_leave_subnet : honest.

  Lemma honest_leave_host : forall e w,
    honest w -> honest_step (leave_host net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_host. keep_account. Qed.

  Lemma honest_leave_nat : forall e w,
    honest w -> honest_step (leave_nat net choices uncollected_open wrong e w).
  Proof. intros. unfold leave_nat. keep_account. Qed.

  Lemma honest_leave_internet : forall w,
    honest w -> honest_step (leave_internet net uncollected_open wrong w).
  Proof. intros. unfold leave_internet. keep_account. Qed.

  Hint Resolve honest_leave_host honest_leave_nat honest_leave_internet : honest.

  Lemma honest_leave_interface : forall i w,
    honest w -> honest_step (leave_interface net choices uncollected_open wrong i w).
  Proof. intros. unfold leave_interface. keep_account. Qed.

  Lemma honest_service : forall service to w,
    honest w -> honest_step (service_answers net uncollected_open wrong service to w).
  Proof. intros. unfold service_answers. keep_account. Qed.

  (** A leg from an honest step ends honestly. *)
  Lemma honest_travel : forall fuel s w d r,
    honest_step s -> travel net choices uncollected_open wrong fuel s = (w, d) -> d = Delivered r ->
    ~ wondered w.
  Proof.
    induction fuel as [| fuel next]; intros [w0 | w0 d0 | w0 i] w d r h run ends; simpl in run.
    - injection run as <- <-. discriminate.
    - injection run as <- <-. subst d0. exact h.
    - injection run as <- <-. discriminate.
    - injection run as <- <-. discriminate.
    - injection run as <- <-. subst d0. exact h.
    - destruct (by_number eni_id i (interfaces net)) as [e |].
      + apply (next _ _ _ r (honest_leave_nat e w0 h) run ends).
      + injection run as <- <-. discriminate.
  Qed.

  Lemma honest_leg : forall s r,
    honest_step s -> leg_end (leg_of net choices uncollected_open wrong s) = Delivered r ->
    forall h, In h (leg_hops (leg_of net choices uncollected_open wrong s)) -> act h <> Wonders.
  Proof.
    intros s r honest_s. unfold leg_of. generalize routing_hops as fuel.
    intros fuel ends h inside is_wonder.
    destruct (travel net choices uncollected_open wrong fuel s) as [w d] eqn:run.
    cbn in ends, inside. apply (honest_travel _ _ _ _ r honest_s run ends).
    exists h. split; auto. now apply in_rev.
  Qed.

  Lemma honest_beginning : forall p ph m, honest (leg_begins p ph m).
  Proof. intros p ph m _ [h [[] _]]. Qed.
End Steps.
