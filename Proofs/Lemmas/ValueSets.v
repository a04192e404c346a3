(** * The operations on sets of values mean what they say *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets.
Import ListNotations.
Open Scope N_scope.

Lemma in_interval : forall n i, within n i = true <-> low i <= n <= high i.
Proof. intros n i. unfold within. rewrite andb_true_iff, !N.leb_le. reflexivity. Qed.

Lemma holds_cons : forall n i vs, holds n (i :: vs) = true <-> within n i = true \/ holds n vs = true.
Proof. intros n i vs. unfold holds. simpl. apply orb_true_iff. Qed.

Lemma ascending_cons : forall least i vs, ascending_from least (i :: vs) = true <->
  least <= low i <= high i /\ ascending_from (high i + 1) vs = true.
Proof.
  intros least i vs. simpl. rewrite !andb_true_iff, !N.leb_le. tauto.
Qed.

Lemma ascending_weaker : forall vs least least', least' <= least ->
  ascending_from least vs = true -> ascending_from least' vs = true.
Proof.
  intros [| i vs] least least' less sorted; [reflexivity |].
  apply ascending_cons in sorted. apply ascending_cons. split; [lia | tauto].
Qed.

Lemma ascending_above : forall vs least n, ascending_from least vs = true -> holds n vs = true ->
  least <= n.
Proof.
  induction vs as [| i vs step]; intros least n sorted member; [discriminate |].
  apply ascending_cons in sorted. apply holds_cons in member.
  destruct member as [here | there]; [apply in_interval in here; lia |].
  specialize (step (high i + 1) n (proj2 sorted) there). lia.
Qed.

(** One case of a test on numbers after the other. *)
Ltac by_order :=
  repeat match goal with
  | |- context [?a <? ?b] => destruct (N.ltb_spec a b)
  | H : context [?a <? ?b] |- _ => destruct (N.ltb_spec a b)
  | |- context [?a <=? ?b] => destruct (N.leb_spec a b)
  | H : context [?a <=? ?b] |- _ => destruct (N.leb_spec a b)
  end; simpl in *.

Lemma subset_holds : forall xs ys n, subset xs ys = true -> holds n xs = true -> holds n ys = true.
Proof.
  induction xs as [| x others step]; intros ys n decided member; [discriminate |].
  induction ys as [| y rest scan]; [discriminate |].
  simpl in decided. destruct (N.ltb_spec (high y) (low x)) as [before | reaches].
  - apply holds_cons. right. exact (scan decided).
  - destruct ((low y <=? low x) && (high x <=? high y)) eqn:around; [| discriminate].
    apply andb_true_iff in around. rewrite !N.leb_le in around.
    apply holds_cons in member. destruct member as [here | there].
    + apply holds_cons. left. apply in_interval in here. apply in_interval. lia.
    + exact (step (y :: rest) n decided there).
Qed.

Lemma common_holds : forall xs ys least least' n,
  ascending_from least xs = true -> ascending_from least' ys = true ->
  holds n xs = true -> holds n ys = true -> holds n (common xs ys) = true.
Proof.
  induction xs as [| x others step]; intros ys least least' n up up' one two; [discriminate |].
  revert least' up' two.
  induction ys as [| y rest scan]; intros least' up' two; [discriminate |].
  pose proof (proj1 (ascending_cons _ _ _) up) as [first beyond].
  pose proof (proj1 (ascending_cons _ _ _) up') as [first' beyond'].
  simpl. destruct (N.ltb_spec (high y) (low x)) as [before | reaches].
  - apply (scan (high y + 1) beyond'). apply holds_cons in two.
    destruct two as [here | there]; [| exact there]. exfalso. apply in_interval in here.
    pose proof (ascending_above _ _ _ up one). apply holds_cons in one.
    destruct one as [now | later].
    + apply in_interval in now. lia.
    + pose proof (ascending_above _ _ _ beyond later). lia.
  - destruct (N.ltb_spec (high x) (low y)) as [behind | meets].
    + apply (step _ _ _ n beyond up'); [| exact two]. apply holds_cons in one.
      destruct one as [now | later]; [| exact later]. exfalso. apply in_interval in now.
      apply holds_cons in two. destruct two as [here | there].
      * apply in_interval in here. lia.
      * pose proof (ascending_above _ _ _ beyond' there). lia.
    + destruct (N.ltb_spec (high y) (high x)) as [shorter | longer].
      * apply holds_cons. apply holds_cons in two. destruct two as [here | there].
        -- apply in_interval in here. left. apply in_interval. simpl.
           apply holds_cons in one. destruct one as [now | later].
           ++ apply in_interval in now. lia.
           ++ pose proof (ascending_above _ _ _ beyond later). lia.
        -- right. exact (scan (high y + 1) beyond' there).
      * apply holds_cons. apply holds_cons in one. destruct one as [now | later].
        -- left. apply in_interval in now. apply in_interval. simpl.
           apply holds_cons in two. destruct two as [here | there].
           ++ apply in_interval in here. lia.
           ++ pose proof (ascending_above _ _ _ beyond' there). lia.
        -- right. exact (step _ _ _ n beyond up' later two).
Qed.

Lemma common_ascending : forall xs ys least least' m,
  ascending_from least xs = true -> ascending_from least' ys = true -> m <= least \/ m <= least' ->
  ascending_from m (common xs ys) = true.
Proof.
  induction xs as [| x others step]; intros ys least least' m up up' small; [reflexivity |].
  revert least' up' m small.
  induction ys as [| y rest scan]; intros least' up' m small; [reflexivity |].
  pose proof (proj1 (ascending_cons _ _ _) up) as [first beyond].
  pose proof (proj1 (ascending_cons _ _ _) up') as [first' beyond'].
  simpl. destruct (N.ltb_spec (high y) (low x)) as [before | reaches].
  - apply (scan _ beyond'). lia.
  - destruct (N.ltb_spec (high x) (low y)) as [behind | meets].
    + apply (step _ _ _ m beyond up'). lia.
    + destruct (N.ltb_spec (high y) (high x)) as [shorter | longer]; apply ascending_cons; simpl.
      * split; [lia |]. rewrite N.min_r by lia. apply (scan _ beyond'). lia.
      * split; [lia |]. rewrite N.min_l by lia. apply (step _ _ _ _ beyond up'). lia.
Qed.

Lemma without_holds : forall xs ys n, holds n xs = true -> holds n ys = false ->
  holds n (without xs ys) = true.
Proof.
  induction xs as [| x others step]; intros ys n one two; [discriminate |]. simpl.
  apply holds_cons in one.
  assert (state : within n {| low := low x; high := high x |} = true \/ holds n others = true).
  { destruct one as [now | later]; [left; apply in_interval in now; apply in_interval; exact now |
    right; exact later]. }
  clear one. revert state two. generalize (low x) as first.
  induction ys as [| y rest scan]; intros first state two.
  - apply holds_cons. exact state.
  - assert (other : within n y = false /\ holds n rest = false).
    { unfold holds in *. simpl in two. apply orb_false_iff in two. exact two. }
    destruct other as [not_here not_there].
    destruct (N.ltb_spec (high y) first) as [before | reaches]; [exact (scan first state not_there)
      |].
    destruct (N.ltb_spec (high x) (low y)) as [behind | meets].
    + apply holds_cons. destruct state as [now | later]; [left; exact now |].
      right. exact (step (y :: rest) n later two).
    + assert (next : holds n (if high y <? high x
          then (fix scan (first : N) (ys : Values) : Values :=
            match ys with
            | [] => {| low := first; high := high x |} :: others
            | y :: rest =>
                if high y <? first then scan first rest
                else if high x <? low y
                then {| low := first; high := high x |} :: without others ys
                else
                  let next :=
                    if high y <? high x then scan (high y + 1) rest else without others ys in
                  if first <? low y then {| low := first; high := low y - 1 |} :: next else next
            end) (high y + 1) rest
          else without others (y :: rest)) = true \/
        within n {| low := first; high := low y - 1 |} = true /\ first < low y).
      { destruct state as [now | later].
        - apply in_interval in now. simpl in now.
          destruct (N.lt_ge_cases n (low y)) as [lower | upper].
          + right. split; [apply in_interval; simpl; lia | lia].
          + left. assert (high y < n).
            { destruct (N.lt_ge_cases (high y) n) as [above | inside]; [exact above |]. exfalso.
              apply not_true_iff_false in not_here. apply not_here. apply in_interval. lia. }
            destruct (N.ltb_spec (high y) (high x)) as [shorter | longer]; [| lia].
            apply scan; [| exact not_there]. left. apply in_interval. simpl. lia.
        - left. destruct (N.ltb_spec (high y) (high x)) as [shorter | longer].
          + apply scan; [right; exact later | exact not_there].
          + exact (step (y :: rest) n later two). }
      cbv zeta. destruct next as [next | [gap some]].
      * destruct (first <? low y); [apply holds_cons; right |]; exact next.
      * destruct (N.ltb_spec first (low y)); [| lia]. apply holds_cons. left. exact gap.
Qed.

Lemma without_ascending : forall xs ys least least' m,
  ascending_from least xs = true -> ascending_from least' ys = true -> m <= least ->
  ascending_from m (without xs ys) = true.
Proof.
  induction xs as [| x others step]; intros ys least least' m up up' small; [reflexivity |]. simpl.
  pose proof (proj1 (ascending_cons _ _ _) up) as [start beyond].
  assert (inside : m <= low x <= high x) by lia. clear start up small. revert inside least' up'.
  revert m. generalize (low x) as first.
  induction ys as [| y rest scan]; intros first m inside least' up'.
  - apply ascending_cons. simpl. split; [lia | exact beyond].
  - pose proof (proj1 (ascending_cons _ _ _) up') as [first' beyond'].
    destruct (N.ltb_spec (high y) first) as [before | reaches].
    + exact (scan first m inside _ beyond').
    + destruct (N.ltb_spec (high x) (low y)) as [behind | meets].
      * apply ascending_cons. simpl. split; [lia |]. exact (step _ _ _ _ beyond up' (N.le_refl _)).
      * cbv zeta. destruct (N.ltb_spec (high y) (high x)) as [shorter | longer];
          destruct (N.ltb_spec first (low y)).
        -- apply ascending_cons. simpl. split; [lia |]. apply (scan _ _) with (least' := high y + 1);
             [lia | exact beyond'].
        -- apply (scan _ _) with (least' := high y + 1); [lia | exact beyond'].
        -- apply ascending_cons. simpl. split; [lia |]. apply (step _ _ _ _ beyond up'). lia.
        -- apply (step _ _ _ _ beyond up'). lia.
Qed.
