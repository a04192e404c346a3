(** * A store keeps its promises

    Every operation on a store leaves the sets that it has as they are, and its answers are true of
    them. *)

From Coq Require Import NArith Bool List Lia FMapFacts OrderedTypeEx.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Lemmas.ValueSets.
Import ListNotations.
Open Scope N_scope.

Module Facts := FMapFacts.WFacts_fun N_as_OT Numbers.

(** ** Search trees *)

Lemma find_add : forall {A} (m : Numbers.t A) k a n,
  Numbers.find n (Numbers.add k a m) = if k =? n then Some a else Numbers.find n m.
Proof.
  intros A m k a n. rewrite Facts.add_o. destruct (N_as_OT.eq_dec k n) as [same | other];
    destruct (N.eqb_spec k n); unfold N_as_OT.eq in *; try reflexivity; contradiction.
Qed.

Lemma find_elements : forall {A} (m : Numbers.t A) n a,
  Numbers.find n m = Some a -> In (n, a) (Numbers.elements m).
Proof.
  intros A m n a found. apply Numbers.find_2, Numbers.elements_1, SetoidList.InA_alt in found.
  destruct found as [[k b] [[same same'] member]]. simpl in *. unfold N_as_OT.eq in same. subst.
  exact member.
Qed.

Lemma elements_find : forall {A} (m : Numbers.t A) n a,
  In (n, a) (Numbers.elements m) -> Numbers.find n m = Some a.
Proof.
  intros A m n a member. apply Numbers.find_1, Numbers.elements_2, SetoidList.InA_alt.
  exists (n, a). split; [split; reflexivity | exact member].
Qed.

Lemma recall_remember : forall {A} (answers : Answers A) a b answer c d,
  recall (remember answers a b answer) c d =
    if (a =? c) && (b =? d) then Some answer else recall answers c d.
Proof.
  intros A answers a b answer c d. unfold recall, remember. rewrite find_add.
  destruct (N.eqb_spec a c) as [same | other]; [| reflexivity]. subst c. rewrite find_add.
  destruct (b =? d); [reflexivity |]. simpl.
  destruct (Numbers.find a answers); [reflexivity |]. rewrite Facts.empty_o. reflexivity.
Qed.

(** ** Valid stores, and stores that came of them *)

Definition value_in (s : Store) (n : Name) (v : N) : Prop := holds v (values_of (sets s) n) = true.

(** The set [answer] has at least the values of which [such] speaks. *)
Definition has (s : Store) (answer : option Name) (such : N -> Prop) : Prop :=
  match answer with
  | Some k => k < next s /\ forall v, such v -> value_in s k v
  | None => forall v, ~ such v
  end.

Definition both (s : Store) (a b : Name) (v : N) : Prop := value_in s a v /\ value_in s b v.
Definition only (s : Store) (a b : Name) (v : N) : Prop := value_in s a v /\ ~ value_in s b v.

Record valid (s : Store) : Prop := {
  in_order : forall n, ascending (values_of (sets s) n) = true;
  meets_true : forall a b answer, recall (meets s) a b = Some answer ->
    a < next s /\ b < next s /\ has s answer (both s a b);
  rests_true : forall a b answer, recall (rests s) a b = Some answer ->
    a < next s /\ b < next s /\ has s answer (only s a b);
  inclusions_true : forall a b, recall (inclusions s) a b = Some true ->
    a < next s /\ b < next s /\ forall v, value_in s a v -> value_in s b v;
}.

(** [later] is valid and knows the sets of [s]. *)
Definition grows (s later : Store) : Prop :=
  valid later /\ next s <= next later /\
  forall n, n < next s -> values_of (sets later) n = values_of (sets s) n.

Lemma grows_same : forall s, valid s -> grows s s.
Proof. intros s good. split; [exact good |]. split; [lia | reflexivity]. Qed.

Lemma grows_trans : forall a b c, grows a b -> grows b c -> grows a c.
Proof.
  intros a b c [_ [more same]] [good [more' same']]. split; [exact good |]. split; [lia |].
  intros n less. rewrite same' by lia. apply same. exact less.
Qed.

Lemma grows_valid : forall s later, grows s later -> valid later.
Proof. intros s later [good _]. exact good. Qed.

Lemma grows_next : forall s later n, grows s later -> n < next s -> n < next later.
Proof. intros s later n [_ [more _]] less. lia. Qed.

Lemma grows_value : forall s later n v, grows s later -> n < next s ->
  (value_in later n v <-> value_in s n v).
Proof. intros s later n v [_ [_ same]] less. unfold value_in. rewrite same by exact less. tauto. Qed.

Lemma has_later : forall s later answer (such such' : N -> Prop), grows s later ->
  (forall v, such' v -> such v) -> has s answer such -> has later answer such'.
Proof.
  intros s later [k |] such such' growth narrower holds_now; simpl in *.
  - destruct holds_now as [less all]. split; [exact (grows_next _ _ _ growth less) |].
    intros v inside. apply (grows_value _ _ _ _ growth less). auto.
  - intros v inside. exact (holds_now v (narrower v inside)).
Qed.

(** The sets of a store that only remembers more. *)
Lemma same_sets : forall s later, sets later = sets s -> next later = next s ->
  forall n v, value_in later n v <-> value_in s n v.
Proof. intros s later same _ n v. unfold value_in. rewrite same. tauto. Qed.

Lemma name_grows : forall vs s answer later, valid s -> ascending vs = true ->
  name vs s = (answer, later) ->
  grows s later /\ has later answer (fun v => holds v vs = true).
Proof.
  intros vs s answer later good sorted made. destruct vs as [| i vs].
  - injection made as <- <-. split; [exact (grows_same s good) |]. intros v no. discriminate.
  - simpl in made. injection made as <- <-.
    set (all := i :: vs) in *.
    set (later := {| sets := _ |}).
    assert (found : forall n, values_of (sets later) n =
      if next s =? n then all else values_of (sets s) n).
    { intros n. unfold values_of. simpl. rewrite find_add. destruct (next s =? n); reflexivity. }
    assert (old : forall n, n < next s -> values_of (sets later) n = values_of (sets s) n).
    { intros n less. rewrite found. destruct (N.eqb_spec (next s) n); [lia | reflexivity]. }
    assert (keep : forall n v, n < next s -> (value_in later n v <-> value_in s n v)).
    { intros n v less. unfold value_in. rewrite old by exact less. tauto. }
    assert (keep_has : forall a b (such : Store -> Name -> Name -> N -> Prop) answer,
      (forall v, such later a b v -> such s a b v) ->
      has s answer (such s a b) -> has later answer (such later a b)).
    { intros a b such [k |] narrower known; simpl in *.
      - destruct known as [less inside]. split; [lia |]. intros v here.
        apply keep; [exact less | auto].
      - intros v here. exact (known v (narrower v here)). }
    assert (fine : valid later).
    { split.
      - intros n. rewrite found. destruct (next s =? n); [exact sorted | apply (in_order s good)].
      - intros a b answer known. destruct (meets_true s good a b answer known) as [la [lb true_]].
        simpl. split; [lia |]. split; [lia |]. apply (keep_has a b both); [| exact true_].
        unfold both. intros v. rewrite !keep by assumption. tauto.
      - intros a b answer known. destruct (rests_true s good a b answer known) as [la [lb true_]].
        simpl. split; [lia |]. split; [lia |]. apply (keep_has a b only); [| exact true_].
        unfold only. intros v. rewrite !keep by assumption. tauto.
      - intros a b known. destruct (inclusions_true s good a b known) as [la [lb true_]].
        simpl. split; [lia |]. split; [lia |]. intros v. rewrite !keep by assumption. apply true_. }
    split.
    + split; [exact fine |]. split; [simpl; lia | exact old].
    + simpl. split; [lia |]. intros v inside. unfold value_in. rewrite found, N.eqb_refl.
      exact inside.
Qed.

Lemma meet_grows : forall a b s answer later, valid s -> a < next s -> b < next s ->
  meet a b s = (answer, later) -> grows s later /\ has later answer (both later a b).
Proof.
  intros a b s answer later good la lb made. unfold meet in made.
  destruct (N.eqb_spec a b) as [same | other].
  { injection made as <- <-. split; [exact (grows_same s good) |]. split; [exact la |].
    unfold both. tauto. }
  destruct (recall (meets s) a b) as [known |] eqn:memory.
  { injection made as <- <-. split; [exact (grows_same s good) |].
    exact (proj2 (proj2 (meets_true s good a b known memory))). }
  set (result := if subset _ _ then _ else _) in made.
  destruct result as [found middle] eqn:computed. subst result. injection made as <- <-.
  assert (step : grows s middle /\ has middle found (both s a b)).
  { destruct (subset (values_of (sets s) a) (values_of (sets s) b)).
    - injection computed as <- <-. split; [exact (grows_same s good) |]. split; [exact la |].
      unfold both. tauto.
    - destruct (subset (values_of (sets s) b) (values_of (sets s) a)).
      + injection computed as <- <-. split; [exact (grows_same s good) |]. split; [exact lb |].
        unfold both. tauto.
      + pose proof (in_order s good a) as up. pose proof (in_order s good b) as up'.
        apply name_grows in computed; [| exact good |
          exact (common_ascending _ _ _ _ 0 up up' (or_introl (N.le_refl 0)))].
        destruct computed as [growth holds_now]. split; [exact growth |].
        destruct found as [k |]; simpl in *.
        * destruct holds_now as [less inside]. split; [exact less |].
          intros v [one two]. apply inside. exact (common_holds _ _ _ _ _ up up' one two).
        * intros v [one two]. apply (holds_now v). exact (common_holds _ _ _ _ _ up up' one two). }
  clear computed. destruct step as [growth inside].
  assert (la' : a < next middle) by exact (grows_next _ _ _ growth la).
  assert (lb' : b < next middle) by exact (grows_next _ _ _ growth lb).
  assert (there : has middle found (both middle a b)).
  { destruct found as [k |]; simpl in *.
    - destruct inside as [less all]. split; [exact less |]. intros v [one two]. apply all. split.
      + exact (proj1 (grows_value _ _ _ _ growth la) one).
      + exact (proj1 (grows_value _ _ _ _ growth lb) two).
    - intros v [one two]. apply (inside v). split.
      + exact (proj1 (grows_value _ _ _ _ growth la) one).
      + exact (proj1 (grows_value _ _ _ _ growth lb) two). }
  pose proof (grows_valid _ _ growth) as fine.
  split; [| exact there]. split; [| exact (proj2 growth)].
  split; [exact (in_order middle fine) | | exact (rests_true middle fine) |
    exact (inclusions_true middle fine)].
  intros c d answer known. cbn [meets] in known. rewrite recall_remember in known.
  destruct ((a =? c) && (b =? d)) eqn:this.
  - apply andb_true_iff in this. rewrite !N.eqb_eq in this. destruct this; subst c d.
    injection known as <-. split; [exact la' |]. split; [exact lb' | exact there].
  - exact (meets_true middle fine c d answer known).
Qed.

Lemma rest_grows : forall a b s answer later, valid s -> a < next s -> b < next s ->
  rest a b s = (answer, later) -> grows s later /\ has later answer (only later a b).
Proof.
  intros a b s answer later good la lb made. unfold rest in made.
  destruct (N.eqb_spec a b) as [same | other].
  { injection made as <- <-. split; [exact (grows_same s good) |]. subst b. unfold only. simpl.
    tauto. }
  destruct (recall (rests s) a b) as [known |] eqn:memory.
  { injection made as <- <-. split; [exact (grows_same s good) |].
    exact (proj2 (proj2 (rests_true s good a b known memory))). }
  destruct (name (without (values_of (sets s) a) (values_of (sets s) b)) s) as [found middle]
    eqn:computed.
  injection made as <- <-.
  pose proof (in_order s good a) as up. pose proof (in_order s good b) as up'.
  apply name_grows in computed; [| exact good |
    exact (without_ascending _ _ _ _ 0 up up' (N.le_refl 0))].
  destruct computed as [growth inside].
  assert (la' : a < next middle) by exact (grows_next _ _ _ growth la).
  assert (lb' : b < next middle) by exact (grows_next _ _ _ growth lb).
  assert (computed : forall v, only middle a b v ->
    holds v (without (values_of (sets s) a) (values_of (sets s) b)) = true).
  { intros v [one two]. apply without_holds.
    - exact (proj1 (grows_value _ _ _ _ growth la) one).
    - apply not_true_iff_false. intros no. apply two.
      exact (proj2 (grows_value _ _ _ _ growth lb) no). }
  assert (there : has middle found (only middle a b)).
  { destruct found as [k |]; simpl in *.
    - destruct inside as [less all]. split; [exact less |]. auto.
    - intros v here. exact (inside v (computed v here)). }
  pose proof (grows_valid _ _ growth) as fine.
  split; [| exact there]. split; [| exact (proj2 growth)].
  split; [exact (in_order middle fine) | exact (meets_true middle fine) | |
    exact (inclusions_true middle fine)].
  intros c d answer known. cbn [rests] in known. rewrite recall_remember in known.
  destruct ((a =? c) && (b =? d)) eqn:this.
  - apply andb_true_iff in this. rewrite !N.eqb_eq in this. destruct this; subst c d.
    injection known as <-. split; [exact la' |]. split; [exact lb' | exact there].
  - exact (rests_true middle fine c d answer known).
Qed.

Lemma lies_in_grows : forall a b s answer later, valid s -> a < next s -> b < next s ->
  lies_in a b s = (answer, later) ->
  grows s later /\ (answer = true -> forall v, value_in later a v -> value_in later b v).
Proof.
  intros a b s answer later good la lb made. unfold lies_in in made.
  destruct (N.eqb_spec a b) as [same | other].
  { injection made as <- <-. split; [exact (grows_same s good) |]. subst b. auto. }
  destruct (recall (inclusions s) a b) as [known |] eqn:memory.
  { injection made as <- <-. split; [exact (grows_same s good) |]. intros yes. subst known.
    exact (proj2 (proj2 (inclusions_true s good a b memory))). }
  injection made as <- <-.
  assert (computed : subset (values_of (sets s) a) (values_of (sets s) b) = true ->
    forall v, value_in s a v -> value_in s b v).
  { intros decided v. exact (subset_holds _ _ v decided). }
  split; [| exact computed].
  split; [| split; [simpl; lia | reflexivity]].
  split; [exact (in_order s good) | exact (meets_true s good) | exact (rests_true s good) |].
  intros c d known. cbn [inclusions] in known. rewrite recall_remember in known.
  destruct ((a =? c) && (b =? d)) eqn:this.
  - apply andb_true_iff in this. rewrite !N.eqb_eq in this. destruct this; subst c d.
    injection known as decided. split; [exact la |]. split; [exact lb |]. exact (computed decided).
  - exact (inclusions_true s good c d known).
Qed.

(** A table of ascending sets begins a valid store. *)
Lemma fresh_valid : forall t n, (forall m, ascending (values_of t m) = true) -> valid (fresh t n).
Proof.
  intros t n sorted. split; [exact sorted | | |]; intros a b; unfold recall; simpl;
    discriminate.
Qed.
