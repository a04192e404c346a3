(** * Longest prefix to boxes *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.Prefixes Model.RouteTables.
From Isola Require Import Lemmas.Boxes Lemmas.Prefixes.
Import ListNotations.
Open Scope N_scope.

(** Agreement on more leading bits implies agreement on fewer. *)
Lemma shorter_agreement : forall a b long short, long <= short ->
  N.shiftr a long = N.shiftr b long -> N.shiftr a short = N.shiftr b short.
Proof.
  intros a b long short order same.
  replace short with (long + (short - long)) by lia.
  rewrite <- !N.shiftr_shiftr, same. reflexivity.
Qed.

(** Of two prefixes that contain one address, the longer lies in the shorter. *)
Lemma nested : forall inner outer f p,
  prefix_length outer <= prefix_length inner ->
  prefix_matches inner f p = true -> prefix_matches outer f p = true ->
    inside_prefix inner outer = true.
Proof.
  intros inner outer f p order in_inner in_outer. unfold prefix_matches, inside_prefix, covers in *.
  rewrite !andb_true_iff, !N.eqb_eq, N.leb_le in *.
  destruct in_inner as [family_inner same_inner], in_outer as [family_outer same_outer].
  assert (same : prefix_family inner = prefix_family outer) by congruence.
  repeat split; [exact same | exact order |].
  rewrite <- same_outer. symmetry.
  apply (shorter_agreement _ _ (host_bits inner)); [| exact same_inner].
  unfold host_bits. rewrite same. lia.
Qed.

(** Every packet of the inner prefix is one of the outer prefix. *)
Lemma inside_matches : forall inner outer f p,
  inside_prefix inner outer = true -> prefix_matches inner f p = true ->
    prefix_matches outer f p = true.
Proof.
  intros inner outer f p inside in_inner. unfold prefix_matches, inside_prefix, covers in *.
  rewrite !andb_true_iff, !N.eqb_eq, N.leb_le in *.
  destruct inside as [[same order] covered], in_inner as [family_inner same_inner].
  split; [congruence |]. rewrite <- covered.
  apply (shorter_agreement _ _ (host_bits inner)); [| exact same_inner].
  unfold host_bits. rewrite same. lia.
Qed.

Lemma route_box_correct : forall p r, in_box p (route_box r) = candidate p r.
Proof. intros p r. apply prefix_box_correct. Qed.

(** A route that competes is installed. *)
Lemma competes_installed : forall table p r, competes table p r = true -> installed table r = true.
Proof.
  intros table p r. unfold competes, installed, yields_to_local.
  rewrite andb_true_iff. intros [here remains].
  destruct (propagated r); [| reflexivity]. simpl in *.
  destruct (existsb (fun l => is_local l && inside_prefix (prefix r) (prefix l)) table) eqn:found;
    [| reflexivity].
  exfalso. apply existsb_exists in found. destruct found as [l [member covering]].
  apply andb_true_iff in covering. destruct covering as [is inside].
  rewrite negb_true_iff in remains. apply not_true_iff_false in remains. apply remains.
  apply existsb_exists. exists l. split; [exact member |].
  rewrite is. exact (inside_matches _ _ _ _ inside here).
Qed.

(** An installed candidate that does not compete is beaten by a local route, which competes. *)
Lemma beaten_by_local : forall table p r,
  candidate p r = true -> installed table r = true -> competes table p r = false ->
  exists l, In l table /\ competes table p l = true /\
    prefix_length (prefix r) < prefix_length (prefix l).
Proof.
  intros table p r here fits loses. unfold competes in loses. rewrite here in loses. simpl in loses.
  rewrite negb_false_iff in loses. unfold yields_to_local in loses.
  apply andb_true_iff in loses. destruct loses as [learned found].
  apply existsb_exists in found. destruct found as [l [member covering]].
  apply andb_true_iff in covering. destruct covering as [is there].
  exists l. split; [exact member |]. split.
  - unfold competes, yields_to_local. rewrite there. unfold propagated, is_local in *.
    destruct (class l); try discriminate. reflexivity.
  - destruct (N.lt_ge_cases (prefix_length (prefix r)) (prefix_length (prefix l))) as [less | more];
      [exact less |].
    exfalso. pose proof (nested _ _ _ _ more here there) as inside.
    unfold installed in fits. rewrite learned in fits. simpl in fits.
    rewrite negb_true_iff in fits. apply not_true_iff_false in fits. apply fits.
    apply existsb_exists. exists l. split; [exact member |]. rewrite is. exact inside.
Qed.

Lemma longer_better : forall a b c,
  prefix_length (prefix b) < prefix_length (prefix a) -> better b c = true -> better a c = true.
Proof.
  intros a b c longer. unfold better. rewrite !orb_true_iff, !andb_true_iff, !N.ltb_lt, !N.eqb_eq.
  intros [more | [same _]]; left; lia.
Qed.

Lemma longer_is_better : forall a b,
  prefix_length (prefix b) < prefix_length (prefix a) -> better a b = true.
Proof. intros a b longer. unfold better. apply orb_true_iff. left. apply N.ltb_lt. exact longer.
  Qed.

Lemma guard_means : forall table p r, on_wire p ->
  in_boxes p (route_guard table r) =
  candidate p r &&
  forallb (fun other => negb (candidate p other && (installed table other &&
    better other r))) table.
Proof.
  intros table p r wire. unfold route_guard.
  rewrite in_subtract, in_boxes_one, route_box_correct by exact wire. f_equal.
  set (keep := fun other => installed table other && better other r).
  change (negb (in_boxes p (map route_box (filter keep table))) =
    forallb (fun other => negb (candidate p other && keep other)) table).
  generalize keep as any. clear keep. intros keep.
  induction table as [| other rest step]; [reflexivity |].
  cbn [filter forallb]. rewrite <- step. destruct (keep other).
  - rewrite andb_true_r, <- route_box_correct. apply negb_orb.
  - rewrite andb_false_r. reflexivity.
Qed.

(** The compiled guard of a route holds exactly the packets for which [RT-3] selects the route: in
    its prefix, in the prefix of no better installed route. Local dominance, which [RT-3] states
    packet by packet, is thereby the same as never installing a propagated route inside a local
    one. *)
Theorem longest_prefix_to_boxes :
  forall table p r, on_wire p -> In r table ->
    installed table r && in_boxes p (route_guard table r) = true <-> In r (selected table p).
Proof.
  intros table p r wire member. rewrite guard_means by exact wire. unfold selected.
  rewrite filter_In, !andb_true_iff, !forallb_forall. split.
  - intros [fits [here best]].
    assert (plays : competes table p r = true).
    { destruct (competes table p r) eqn:loses; [reflexivity |]. exfalso.
      destruct (beaten_by_local table p r here fits loses) as [l [known [plays longer]]].
      specialize (best l known). rewrite (competes_installed _ _ _ plays) in best.
      unfold competes in plays. apply andb_true_iff in plays. rewrite (proj1 plays) in best.
      rewrite (longer_is_better l r longer) in best. discriminate. }
    split; [exact member |]. split; [exact plays |].
    intros other known. specialize (best other known).
    destruct (competes table p other) eqn:other_plays; [| reflexivity].
    rewrite (competes_installed _ _ _ other_plays) in best.
    unfold competes in other_plays. apply andb_true_iff in other_plays.
    rewrite (proj1 other_plays) in best. exact best.
  - intros [_ [plays best]]. split; [exact (competes_installed _ _ _ plays) |].
    split; [unfold competes in plays; apply andb_true_iff in plays; exact (proj1 plays) |].
    intros other known.
    destruct (candidate p other) eqn:there, (installed table other) eqn:fits,
      (better other r) eqn:beats;
      try reflexivity. exfalso.
    destruct (competes table p other) eqn:other_plays.
    + specialize (best other known). rewrite other_plays, beats in best. discriminate.
    + destruct (beaten_by_local table p other there fits other_plays) as [l [known_l [plays_l
      longer]]].
      specialize (best l known_l). rewrite plays_l, (longer_better l other r longer beats) in best.
      discriminate.
Qed.

Lemma guarded_filter : forall p (guard_of : Route -> Boxes) (keep : Route -> bool) routes,
  map snd (filter (fun guarded => in_boxes p (fst guarded))
    (map (fun r => (guard_of r, r)) (filter keep routes))) =
  filter (fun r => keep r && in_boxes p (guard_of r)) routes.
Proof.
  intros p guard_of keep routes. induction routes as [| r rest step]; [reflexivity |].
  simpl. destruct (keep r); simpl; [| exact step].
  destruct (in_boxes p (guard_of r)); simpl; rewrite step; reflexivity.
Qed.

(** For a whole table: the guards that a packet passes carry exactly the routes that [RT-3] selects,
    in the order of the table. *)
Theorem route_table_guards :
  forall table p, on_wire p ->
    map snd (filter (fun guarded => in_boxes p (fst guarded)) (route_guards table)) =
      selected table p.
Proof.
  intros table p wire. unfold route_guards. rewrite guarded_filter.
  apply filter_ext_in. intros r member. apply eq_true_iff_eq.
  rewrite (longest_prefix_to_boxes table p r wire member).
  unfold selected. rewrite filter_In. intuition.
Qed.

Lemma better_irreflexive : forall r, better r r = false.
Proof.
  intros r. unfold better. rewrite N.ltb_irrefl, N.eqb_refl. simpl. destruct (class r); reflexivity.
Qed.

Lemma better_transitive : forall a b c, better a b = true -> better b c = true -> better a c = true.
Proof.
  intros a b c. unfold better. rewrite !orb_true_iff, !andb_true_iff, !N.ltb_lt, !N.eqb_eq.
  intros [more | [same first]] [more' | [same' first']]; try (left; lia).
  right. split; [congruence |].
  destruct (class a), (class b); try discriminate first; destruct (class c);
    first [reflexivity | discriminate].
Qed.

(** Selection is total: if some candidate exists, some route is selected. The discarding of
    propagated routes and the preferences never leave a covered packet without a route ([RT-6]: only
    a packet without candidates has none). *)
Theorem some_route_is_selected :
  forall table p, existsb (candidate p) table = true -> selected table p <> [].
Proof.
  intros table p found.
  assert (one : exists r, In r table /\ competes table p r = true).
  { apply existsb_exists in found. destruct found as [r [member here]].
    destruct (competes table p r) eqn:plays; [exists r; exact (conj member plays) |].
    unfold competes in plays. rewrite here in plays. simpl in plays.
    rewrite negb_false_iff in plays.
    unfold yields_to_local in plays. apply andb_true_iff in plays.
    destruct plays as [_ local_route].
    apply existsb_exists in local_route. destruct local_route as [l [known covering]].
    apply andb_true_iff in covering. destruct covering as [is there].
    exists l. split; [exact known |]. unfold competes, yields_to_local. rewrite there.
    unfold propagated, is_local in *. destruct (class l); try discriminate. reflexivity. }
  (* Among finitely many competing routes, one is beaten by none. *)
  assert (best : forall routes, (exists r, In r routes /\ competes table p r = true) ->
    exists r, In r routes /\ competes table p r = true /\
      forall other, In other routes -> competes table p other = true -> better other r = false).
  { induction routes as [| r rest step]; [intros [r [[] _]] |]. intros some.
    destruct (existsb (competes table p) rest) eqn:more.
    - apply existsb_exists in more. destruct (step more) as [b [member [plays top]]].
      destruct (competes table p r && better r b) eqn:beats.
      + apply andb_true_iff in beats. destruct beats as [plays_r beats].
        exists r. split; [left; reflexivity |]. split; [exact plays_r |].
        intros other [same | known] plays_other; [subst; apply better_irreflexive |].
        destruct (better other r) eqn:above; [| reflexivity].
        rewrite <- (top other known plays_other). symmetry.
        exact (better_transitive _ _ _ above beats).
      + exists b. split; [right; exact member |]. split; [exact plays |].
        intros other [same | known] plays_other; [| exact (top other known plays_other)].
        subst. rewrite plays_other in beats. exact beats.
    - assert (none : forall other, In other rest -> competes table p other = true -> False).
      { intros other known plays. apply not_true_iff_false in more. apply more.
        apply existsb_exists. exists other. exact (conj known plays). }
      destruct some as [b [[same | known] plays]]; [| destruct (none b known plays)].
      subst b. exists r. split; [left; reflexivity |]. split; [exact plays |].
      intros other [same | known] plays_other; [subst; apply better_irreflexive |].
      destruct (none other known plays_other). }
  destruct (best table one) as [r [member [plays top]]].
  assert (chosen : In r (selected table p)).
  { unfold selected. apply filter_In. split; [exact member |]. apply andb_true_iff.
    split; [exact plays |].
    apply forallb_forall. intros other known.
    destruct (competes table p other) eqn:plays_other; [| reflexivity].
    rewrite (top other known plays_other). reflexivity. }
  destruct (selected table p); [destruct chosen | discriminate].
Qed.
