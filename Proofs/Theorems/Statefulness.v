(** * Security groups: rules to boxes, and connection state *)

From Coq Require Import NArith Bool List.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.Services Model.Connections.
From Isola Require Import Model.SecurityGroups Lemmas.Boxes Lemmas.Prefixes Lemmas.Keys.
Import ListNotations.
Open Scope N_scope.

Lemma prefix_boxes_correct : forall cs f p, in_boxes p (prefix_boxes cs f) = any_prefix cs f p.
Proof.
  intros cs f p. unfold prefix_boxes, any_prefix. induction cs as [| c rest step]; [reflexivity |].
  simpl. rewrite <- step, <- prefix_box_correct. reflexivity.
Qed.

Lemma peer_boxes_correct : forall d context other p,
  in_boxes p (peer_boxes d context other) = peer_matches d context other p.
Proof.
  intros d context [c | cs | g] p; unfold peer_boxes, peer_matches.
  - rewrite in_boxes_one. apply prefix_box_correct.
  - apply prefix_boxes_correct.
  - destruct d; [| apply prefix_boxes_correct].
    destruct (existsb (N.eqb g) (sender_groups context));
      [apply prefix_boxes_correct | reflexivity].
Qed.

Lemma existsb_pointwise : forall {A} (f g : A -> bool) l, (forall a, f a = g a) ->
  existsb f l = existsb g l.
Proof. intros A f g l same. induction l as [| a rest step]; simpl; [reflexivity |]. congruence. Qed.

(** The compiled set of the groups of an interface holds exactly the packets that some rule allows
    ([SG-1]). *)
Theorem security_groups_to_boxes :
  forall d context groups p, in_boxes p (sg_allows d context groups) =
    rules_allow d context groups p.
Proof.
  intros d context groups p. unfold sg_allows, rules_allow. rewrite in_union_of.
  apply existsb_pointwise. intros rules. rewrite in_union_of.
  apply existsb_pointwise. intros r. unfold sg_rule_boxes, sg_rule_matches.
  rewrite in_intersect, in_boxes_one, service_box_correct, peer_boxes_correct. reflexivity.
Qed.

(** Only the set of rules counts: neither their order nor how they are spread over groups
    ([SG-1]). *)
Theorem order_is_irrelevant :
  forall d context groups groups' p,
    (forall r, In r (concat groups) <-> In r (concat groups')) ->
    rules_allow d context groups p = rules_allow d context groups' p.
Proof.
  intros d context groups groups' p same.
  assert (some : forall gs, rules_allow d context gs p = true <->
    exists r, In r (concat gs) /\ sg_rule_matches d context r p = true).
  { intros gs. unfold rules_allow. rewrite existsb_exists. split.
    - intros [rules [member found]]. apply existsb_exists in found.
      destruct found as [r [known fits]].
      exists r. split; [| exact fits]. apply in_concat. exists rules. exact (conj member known).
    - intros [r [known fits]]. apply in_concat in known. destruct known as [rules [member known]].
      exists rules. split; [exact member |]. apply existsb_exists. exists r.
      exact (conj known fits). }
  apply eq_true_iff_eq. rewrite !some.
  split; intros [r [known fits]]; exists r; (split; [apply same; exact known | exact fits]).
Qed.

(** [later] can come of [earlier] by judging more packets. *)
Inductive Later (groups : Direction -> list (list SgRule)) (earlier : Connections) : Connections ->
  Prop :=
  | At_once : Later groups earlier earlier
  | After : forall state d context phase p,
      Later groups earlier state ->
      Later groups earlier (snd (sg_decision d context (groups d) state phase p)).

Lemma decision_keeps : forall d context groups state phase p k,
  In k state -> In k (snd (sg_decision d context groups state phase p)).
Proof.
  intros d context groups state phase p k known. unfold sg_decision.
  destruct phase, (rules_allow d context groups p), (tracked state p); simpl; tauto.
Qed.

(** An allowed connection works both ways: once a packet has been let through in either direction,
    its reply passes in either direction, whatever the rules say and whatever has passed since. *)
Theorem replies_pass :
  forall groups d context state phase p state' later d' context',
    sg_decision d context (groups d) state phase p = (true, state') ->
    Later groups state' later ->
    fst (sg_decision d' context' (groups d') later Established (reverse p)) = true.
Proof.
  intros groups d context state phase p state' later d' context' allowed growth.
  assert (now : tracked state' p = true).
  { unfold sg_decision in allowed. unfold tracked.
    assert (self : same_connection (key p) (key p) = true).
    { unfold same_connection. rewrite (proj2 (key_equal_true _ _) eq_refl). reflexivity. }
    destruct phase; [| destruct (tracked state p) eqn:old];
      [| inversion allowed; subst; exact old |];
      (destruct (rules_allow d context (groups d) p); inversion allowed; subst; simpl; rewrite self;
       reflexivity). }
  unfold tracked in now. apply existsb_exists in now. destruct now as [k [known same]].
  assert (kept : In k later).
  { induction growth as [| s d1 context1 phase1 p1 _ step]; [exact known |]. apply decision_keeps.
    exact step. }
  assert (still : tracked later (reverse p) = true).
  { unfold tracked. apply existsb_exists. exists k. split; [exact kept |].
    apply same_connection_reverse. exact same. }
  unfold sg_decision. rewrite still. reflexivity.
Qed.

(** State is never a loophole: in every state that an interface can reach, each tracked connection
    was begun by a packet of that connection which the rules of its direction allowed. *)
Theorem only_allowed_connections_are_tracked :
  forall groups state, SgState groups state ->
    forall p, tracked state p = true ->
      exists d context q, same_connection (key q) (key p) = true /\
        rules_allow d context (groups d) q = true.
Proof.
  intros groups state reached.
  assert (honest : forall k, In k state ->
    exists d context q, key q = k /\ rules_allow d context (groups d) q = true).
  { induction reached as [| s d context phase p _ step]; [intros k [] |].
    unfold sg_decision. destruct phase, (rules_allow d context (groups d) p) eqn:allowed,
      (tracked s p);
      simpl; try exact step;
      intros k [same | old]; try exact (step k old);
      exists d, context, p; split; assumption. }
  intros p known. unfold tracked in known. apply existsb_exists in known.
  destruct known as [k [member same]]. destruct (honest k member) as [d [context [q [this
    allowed]]]].
  exists d, context, q. subst k. exact (conj same allowed).
Qed.
