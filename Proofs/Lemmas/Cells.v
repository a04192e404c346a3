(** * Cells, and the rank of a value among others in its cell *)

From Coq Require Import NArith Bool List Lia PeanoNat.
From Isola Require Import Model.Boxes Model.Ranks.
Import ListNotations.
Open Scope N_scope.

Lemma cell_below : forall cuts n, cell cuts n <= n.
Proof.
  intros cuts n. induction cuts as [| cut rest step]; simpl; [lia |].
  destruct (N.leb_spec cut n); lia.
Qed.

Lemma cut_below_cell : forall cuts cut n, In cut cuts -> cut <= n -> cut <= cell cuts n.
Proof.
  intros cuts cut n member below. induction cuts as [| c rest step]; [destruct member |]. simpl.
  destruct member as [same | known].
  - subst c. destruct (N.leb_spec cut n); lia.
  - specialize (step known). destruct (N.leb_spec c n); lia.
Qed.

Lemma cell_is_cut : forall cuts n, cell cuts n = 0 \/ In (cell cuts n) cuts.
Proof.
  intros cuts n. induction cuts as [| cut rest step]; simpl; [left; reflexivity |].
  destruct (cut <=? n); [| tauto].
  destruct (N.max_spec cut (cell rest n)) as [[_ same] | [_ same]];
    unfold cell in *; rewrite same; tauto.
Qed.

(** Between the first value of a cell and a value of the cell, all values are of the cell. *)
Lemma cell_convex : forall cuts n k, cell cuts n <= k -> k <= n -> cell cuts k = cell cuts n.
Proof.
  intros cuts n k above below. apply N.le_antisymm.
  - destruct (cell_is_cut cuts k) as [zero | member]; [lia |].
    apply (cut_below_cell cuts _ n member). pose proof (cell_below cuts k). lia.
  - destruct (cell_is_cut cuts n) as [zero | member]; [lia |].
    exact (cut_below_cell cuts _ k member above).
Qed.

Lemma cell_monotone : forall cuts n k, n <= k -> cell cuts n <= cell cuts k.
Proof.
  intros cuts n k order. destruct (cell_is_cut cuts n) as [zero | member]; [lia |].
  apply (cut_below_cell cuts _ k member). pose proof (cell_below cuts n). lia.
Qed.

(** No interval whose ends are cuts tells two values of one cell apart. *)
Lemma cell_decides_interval : forall cuts values n k,
  In (low values) cuts -> In (high values + 1) cuts -> cell cuts n = cell cuts k ->
  within n values = within k values.
Proof.
  assert (half : forall cuts values n k,
    In (low values) cuts -> In (high values + 1) cuts -> cell cuts n = cell cuts k ->
    within n values = true -> within k values = true).
  { intros cuts values n k first last same. unfold within. rewrite !andb_true_iff, !N.leb_le.
    intros [above below]. split.
    - pose proof (cut_below_cell cuts _ n first above). pose proof (cell_below cuts k). lia.
    - destruct (N.le_gt_cases k (high values)) as [inside | beyond]; [exact inside |]. exfalso.
      assert (next : high values + 1 <= k) by lia.
      pose proof (cut_below_cell cuts _ k last next). pose proof (cell_below cuts n). lia. }
  intros cuts values n k first last same. apply eq_true_iff_eq. split.
  - exact (half cuts values n k first last same).
  - exact (half cuts values k n first last (eq_sym same)).
Qed.

(** ** The rank of a value: how many of the others lie below it in its cell *)

Definition below_in_cell (cuts : list N) (others : list N) (n : N) : list N :=
  nodup N.eq_dec (filter (fun k => (cell cuts k =? cell cuts n) && (k <? n)) others).

Definition rank (cuts others : list N) (n : N) : nat := length (below_in_cell cuts others n).

Lemma in_below : forall cuts others n k,
  In k (below_in_cell cuts others n) <-> In k others /\ cell cuts k = cell cuts n /\ k < n.
Proof.
  intros cuts others n k. unfold below_in_cell.
  rewrite nodup_In, filter_In, andb_true_iff, N.eqb_eq, N.ltb_lt. reflexivity.
Qed.

Lemma distinct_below : forall cuts others n, NoDup (below_in_cell cuts others n).
Proof. intros cuts others n. apply NoDup_nodup. Qed.

(** The value with the same rank at the start of the cell. *)
Definition compress (cuts others : list N) (n : N) : N
  := cell cuts n + N.of_nat (rank cuts others n).

(** There are at least as many values below [n] in its cell as others among them. *)
Lemma compress_below : forall cuts others n, compress cuts others n <= n.
Proof.
  intros cuts others n. pose proof (cell_below cuts n) as start.
  set (first := cell cuts n) in *.
  set (all := map (fun i => first + N.of_nat i) (seq 0 (N.to_nat (n - first)))).
  assert (fits : (length (below_in_cell cuts others n) <= length all)%nat).
  { apply NoDup_incl_length; [apply distinct_below |].
    intros k member. apply in_below in member. destruct member as [_ [same less]].
    pose proof (cell_below cuts k) as above. rewrite same in above. fold first in above.
    unfold all. apply in_map_iff. exists (N.to_nat (k - first)). split; [lia |].
    apply in_seq. lia. }
  unfold all in fits. rewrite map_length, seq_length in fits.
  unfold compress, rank. fold first. lia.
Qed.

Lemma compress_cell : forall cuts others n, cell cuts (compress cuts others n) = cell cuts n.
Proof.
  intros cuts others n. apply cell_convex; [unfold compress; lia | apply compress_below].
Qed.

Lemma rank_bound : forall cuts others n, In n others -> (rank cuts others n < length others)%nat.
Proof.
  intros cuts others n member.
  assert (more : (length (n :: below_in_cell cuts others n) <= length others)%nat).
  { apply NoDup_incl_length.
    - constructor; [| apply distinct_below]. intros self. apply in_below in self. lia.
    - intros k [same | below]; [congruence |]. apply in_below in below. tauto. }
  unfold rank. simpl in more. lia.
Qed.

Lemma compress_monotone : forall cuts others n k, In n others -> n < k ->
  compress cuts others n < compress cuts others k.
Proof.
  intros cuts others n k member less. unfold compress.
  destruct (N.eq_dec (cell cuts n) (cell cuts k)) as [same | different].
  - assert (more : (length (n :: below_in_cell cuts others n) <=
      length (below_in_cell cuts others k))%nat).
    { apply NoDup_incl_length.
      - constructor; [| apply distinct_below]. intros self. apply in_below in self. lia.
      - intros j [this | below]; apply in_below.
        + subst j. tauto.
        + apply in_below in below. destruct below as [known [there lower]].
          split; [exact known |]. split; [congruence | lia]. }
    unfold rank. simpl in more. lia.
  - pose proof (cell_monotone cuts n k (N.lt_le_incl _ _ less)) as order.
    assert (apart : n < cell cuts k).
    { destruct (N.lt_ge_cases n (cell cuts k)) as [lower | upper]; [exact lower |]. exfalso.
      apply different. apply cell_convex; lia. }
    pose proof (compress_below cuts others n) as low_enough. unfold compress in low_enough. lia.
Qed.
