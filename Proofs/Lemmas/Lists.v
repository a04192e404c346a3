(** * Ascending lists of values and their numbers *)

From Coq Require Import NArith Bool List Lia PeanoNat Sorted.
From Isola Require Import Model.Boxes Model.Ranks Lemmas.Cells.
Import ListNotations.
Open Scope N_scope.

Lemma index_cons : forall a l n,
  index (a :: l) n = if a <? n then index l n + 1 else index l n.
Proof.
  intros a l n. unfold index. simpl. destruct (a <? n); [| reflexivity]. simpl length. lia.
Qed.

Lemma index_monotone : forall l n k, n <= k -> index l n <= index l k.
Proof.
  induction l as [| a l step]; intros n k order; [reflexivity |]. rewrite !index_cons.
  specialize (step n k order). destruct (N.ltb_spec a n), (N.ltb_spec a k); lia.
Qed.

(** Between two values of which the smaller is listed, the number grows. *)
Lemma index_grows : forall l n k, In n l -> n < k -> index l n < index l k.
Proof.
  induction l as [| a l step]; intros n k member order; [destruct member |]. rewrite !index_cons.
  destruct member as [same | member].
  - subst a. pose proof (index_monotone l n k (N.lt_le_incl _ _ order)).
    destruct (N.ltb_spec n n), (N.ltb_spec n k); lia.
  - specialize (step n k member order). destruct (N.ltb_spec a n), (N.ltb_spec a k); lia.
Qed.

Lemma index_bound : forall l n, In n l -> index l n < N.of_nat (length l).
Proof.
  induction l as [| a l step]; intros n member; [destruct member |]. rewrite index_cons.
  simpl length. destruct member as [same | member].
  - subst a. rewrite N.ltb_irrefl.
    assert (all : index l n <= N.of_nat (length l)).
    { unfold index. clear. induction l as [| b l step]; simpl; [lia |].
      destruct (b <? n); simpl length; lia. }
    lia.
  - specialize (step n member). destruct (a <? n); lia.
Qed.

(** An interval of ranks holds the numbers of what the interval holds. *)
Lemma within_ranks : forall l i n, In n l ->
  within (index l n) (interval_of_ranks l i) = within n i.
Proof.
  intros l i n member. unfold interval_of_ranks, within.
  assert (upper : n <= high i -> index l n < index l (high i + 1)).
  { intros below. apply index_grows; [exact member | lia]. }
  assert (upper' : high i < n -> index l (high i + 1) <= index l n).
  { intros above. apply index_monotone. lia. }
  assert (lower : low i <= n -> index l (low i) <= index l n) by apply index_monotone.
  assert (lower' : n < low i -> index l n < index l (low i)) by (apply index_grows; exact member).
  apply eq_true_iff_eq.
  destruct (N.eqb_spec (index l (high i + 1)) 0); simpl; rewrite !andb_true_iff, !N.leb_le; lia.
Qed.

Lemma decode_member : forall l k, k < N.of_nat (length l) -> In (decode l k) l.
Proof. intros l k bound. unfold decode. apply nth_In. lia. Qed.

(** Numbers of listed values decode to the values. *)
Lemma index_decode : forall l k, StronglySorted N.lt l -> k < N.of_nat (length l) ->
  index l (decode l k) = k.
Proof.
  induction l as [| a l step]; intros k sorted bound; simpl in bound; [lia |].
  apply StronglySorted_inv in sorted. destruct sorted as [sorted above].
  rewrite Forall_forall in above. rewrite index_cons.
  destruct (N.eq_dec k 0) as [zero | more].
  - subst k. unfold decode. simpl. rewrite N.ltb_irrefl.
    assert (none : forall m, (forall b, In b m -> a < b) -> index m a = 0).
    { induction m as [| b m again]; intros high; [reflexivity |]. rewrite index_cons.
      pose proof (high b (or_introl eq_refl)). destruct (N.ltb_spec b a); [lia |].
      apply again. intros c member. apply high. right. exact member. }
    exact (none l above).
  - assert (next : decode (a :: l) k = decode l (k - 1)).
    { unfold decode. replace (N.to_nat k) with (S (N.to_nat (k - 1))) by lia. reflexivity. }
    rewrite next. assert (bound' : k - 1 < N.of_nat (length l)) by lia.
    rewrite (step (k - 1) sorted bound').
    pose proof (above _ (decode_member l (k - 1) bound')) as less.
    destruct (N.ltb_spec a (decode l (k - 1))); lia.
Qed.

Lemma in_insert : forall n l k, In k (insert n l) <-> k = n \/ In k l.
Proof.
  intros n l k. induction l as [| a l step]; simpl; [intuition |].
  destruct (n <? a); [simpl; intuition |]. destruct (N.eqb_spec n a) as [same | other].
  - subst a. simpl. intuition.
  - simpl. rewrite step. intuition.
Qed.

Lemma insert_sorted : forall n l, StronglySorted N.lt l -> StronglySorted N.lt (insert n l).
Proof.
  intros n l. induction l as [| a l step]; intros sorted.
  - repeat constructor.
  - simpl. destruct (N.ltb_spec n a) as [less | not].
    + constructor; [exact sorted |]. apply StronglySorted_inv in sorted.
      destruct sorted as [_ above]. constructor; [exact less |].
      rewrite Forall_forall in *. intros k member. specialize (above k member). lia.
    + destruct (N.eqb_spec n a) as [same | other]; [exact sorted |].
      apply StronglySorted_inv in sorted. destruct sorted as [sorted above].
      constructor; [exact (step sorted) |]. rewrite Forall_forall in *. intros k member.
      apply in_insert in member. destruct member as [same | member]; [lia | exact (above k member)].
Qed.

Lemma in_sorted : forall l k, In k (fold_right insert [] l) <-> In k l.
Proof.
  induction l as [| a l step]; intros k; simpl; [reflexivity |]. rewrite in_insert, step.
  intuition.
Qed.

Lemma sorted_sorted : forall l, StronglySorted N.lt (fold_right insert [] l).
Proof. induction l as [| a l step]; simpl; [constructor | exact (insert_sorted a _ step)]. Qed.

(** The list of representatives is what it is called. *)
Lemma representatives_listed : forall s cuts t,
  lists_representatives s cuts t (representatives s cuts t).
Proof.
  intros s cuts t of. split; [| apply sorted_sorted]. intros n. unfold representatives.
  rewrite in_sorted, filter_In, andb_true_iff, N.leb_le, N.ltb_lt. unfold representative.
  split; [tauto |]. intros [small first]. split; [| tauto].
  apply in_flat_map. exists (cell (cuts of) n). split.
  - destruct (cell_is_cut (cuts of) n) as [zero | member]; [left; congruence | right; exact member].
  - apply in_map_iff. exists (N.to_nat (n - cell (cuts of) n)).
    pose proof (cell_below (cuts of) n). split; [lia |]. apply in_seq. lia.
Qed.
