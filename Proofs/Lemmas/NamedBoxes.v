(** * Boxes over a store

    Each operation leaves the store valid, and what it says of boxes is true of their packets. *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Lemmas.ValueSets Lemmas.SharedSets.
Import ListNotations.
Open Scope N_scope.

Definition box_known (s : Store) (b : NamedBox) : Prop := box_below (next s) b = true.

Definition inside (s : Store) (p : Packet) (b : NamedBox) : Prop := in_named (sets s) p b = true.

Lemma inside_cons : forall s p f n b,
  inside s p ((f, n) :: b) <-> value_in s n (read f p) /\ inside s p b.
Proof. intros s p f n b. unfold inside, in_named. simpl. apply andb_true_iff. Qed.

Lemma known_cons : forall s f n b, box_known s ((f, n) :: b) <-> n < next s /\ box_known s b.
Proof.
  intros s f n b. unfold box_known, box_below. simpl. rewrite andb_true_iff, N.ltb_lt. reflexivity.
Qed.

Lemma grows_known : forall s later b, grows s later -> box_known s b -> box_known later b.
Proof.
  intros s later b growth. induction b as [| [f n] b step]; [reflexivity |].
  rewrite !known_cons. intros [less others]. split; [exact (grows_next _ _ _ growth less) | auto].
Qed.

Lemma grows_inside : forall s later p b, grows s later -> box_known s b ->
  (inside later p b <-> inside s p b).
Proof.
  intros s later p b growth. induction b as [| [f n] b step]; [reflexivity |].
  rewrite !known_cons, !inside_cons. intros [less others].
  rewrite (step others), (grows_value _ _ _ _ growth less). reflexivity.
Qed.

Lemma field_equal : forall f g, Field_beq f g = true <-> f = g.
Proof. intros f g. split; [apply internal_Field_dec_bl | apply internal_Field_dec_lb]. Qed.

Lemma test_on_known : forall s f b n, box_known s b -> test_on f b = Some n -> n < next s.
Proof.
  intros s f b n. induction b as [| [g m] b step]; simpl; [discriminate |].
  rewrite known_cons. intros [less others]. destruct (Field_beq f g); [congruence | auto].
Qed.

Lemma test_on_inside : forall s p f b n, inside s p b -> test_on f b = Some n ->
  value_in s n (read f p).
Proof.
  intros s p f b n. induction b as [| [g m] b step]; simpl; [discriminate |].
  rewrite inside_cons. intros [here others] found. destruct (Field_beq f g) eqn:same; [| auto].
  apply field_equal in same. congruence.
Qed.

Lemma put_known : forall s f n b, n < next s -> box_known s b -> box_known s (put f n b).
Proof.
  intros s f n b less. induction b as [| [g m] b step]; simpl; rewrite ?known_cons.
  - auto.
  - intros [known others]. destruct (Field_beq f g); rewrite known_cons; auto.
Qed.

Lemma put_inside : forall s p f n b, value_in s n (read f p) -> inside s p b ->
  inside s p (put f n b).
Proof.
  intros s p f n b here. induction b as [| [g m] b step]; simpl; rewrite ?inside_cons.
  - auto.
  - intros [known others]. destruct (Field_beq f g); rewrite inside_cons; auto.
Qed.

(** Everything that [answer] should hold is in it. *)
Definition keeps (s : Store) (answer : option NamedBox) (such : Packet -> Prop) : Prop :=
  match answer with
  | Some x => box_known s x /\ forall p, such p -> inside s p x
  | None => forall p, ~ such p
  end.

Lemma narrow_grows : forall b f n s answer later, valid s -> box_known s b -> n < next s ->
  narrow b (f, n) s = (answer, later) ->
  grows s later /\ keeps later answer (fun p => inside later p b /\ value_in later n (read f p)).
Proof.
  intros b f n s answer later good known less made. unfold narrow in made. simpl in made.
  destruct (test_on f b) as [m |] eqn:found.
  - destruct (meet m n s) as [k middle] eqn:met. injection made as <- <-.
    pose proof (test_on_known _ _ _ _ known found) as less'.
    destruct (meet_grows _ _ _ _ _ good less' less met) as [growth true_].
    split; [exact growth |]. destruct k as [k |]; simpl in *.
    + destruct true_ as [below all]. split.
      * apply put_known; [exact below | exact (grows_known _ _ _ growth known)].
      * intros p [here there]. apply put_inside; [| exact here]. apply all. split; [| exact there].
        exact (test_on_inside _ _ _ _ _ here found).
    + intros p [here there]. apply (true_ (read f p)). split; [| exact there].
      exact (test_on_inside _ _ _ _ _ here found).
  - injection made as <- <-. split; [exact (grows_same s good) |]. simpl. split.
    + apply known_cons. auto.
    + intros p [here there]. apply inside_cons. auto.
Qed.

Lemma product_grows : forall y x s answer later, valid s -> box_known s x -> box_known s y ->
  product x y s = (answer, later) ->
  grows s later /\ keeps later answer (fun p => inside later p x /\ inside later p y).
Proof.
  induction y as [| [f n] y step]; intros x s answer later good known known' made.
  - injection made as <- <-. split; [exact (grows_same s good) |]. simpl. tauto.
  - apply known_cons in known'. destruct known' as [less others].
    cbn [product] in made. destruct (narrow x (f, n) s) as [narrowed middle] eqn:narrow_.
    destruct (narrow_grows _ _ _ _ _ _ good known less narrow_) as [growth true_].
    destruct narrowed as [z |]; simpl in true_.
    + destruct true_ as [known_z all].
      destruct (step z middle answer later (grows_valid _ _ growth) known_z
        (grows_known _ _ _ growth others) made) as [growth' true_'].
      assert (all_growth : grows s later) by exact (grows_trans _ _ _ growth growth').
      split; [exact all_growth |].
      assert (weaken : forall p, inside later p x /\ inside later p ((f, n) :: y) ->
        inside later p z /\ inside later p y).
      { intros p [here there]. apply inside_cons in there. destruct there as [first rest_].
        split; [| exact rest_].
        apply (grows_inside _ _ _ _ growth' known_z). apply all. split.
        - apply (grows_inside _ _ _ _ growth known).
          exact (proj1 (grows_inside _ _ _ _ all_growth known) here).
        - apply (grows_value _ _ _ _ growth less).
          exact (proj1 (grows_value _ _ _ _ all_growth less) first). }
      destruct answer as [w |]; simpl in *.
      * destruct true_' as [known_w all_w]. split; [exact known_w |]. auto.
      * intros p both_. exact (true_' p (weaken p both_)).
    + injection made as <- <-. split; [exact growth |]. simpl. intros p [here there].
      apply inside_cons in there. exact (true_ p (conj here (proj1 there))).
Qed.

(** ** Inclusion *)

Lemma whole_holds : forall p f, on_wire p -> holds (read f p) (whole f) = true.
Proof.
  intros p f wire. unfold whole. apply holds_cons. left. apply in_interval. simpl.
  specialize (wire f). lia.
Qed.

Lemma fits_grows : forall h x s answer later, valid s -> box_known s x -> box_known s h ->
  fits x h s = (answer, later) ->
  grows s later /\
  (answer = true -> forall p, on_wire p -> inside later p x -> inside later p h).
Proof.
  induction h as [| [f n] h step]; intros x s answer later good known known' made.
  - injection made as <- <-. split; [exact (grows_same s good) |]. intros _ p _ _. reflexivity.
  - apply known_cons in known'. destruct known' as [less others]. cbn [fits] in made.
    assert (first : exists decided middle,
      match test_on f x with
      | Some m => lies_in m n s
      | None => (subset (whole f) (values_of (sets s) n), s)
      end = (decided, middle) /\ grows s middle /\
      (decided = true -> forall p, on_wire p -> inside middle p x -> value_in middle n (read f p))).
    { destruct (test_on f x) as [m |] eqn:found.
      - destruct (lies_in m n s) as [decided middle] eqn:lies. exists decided, middle.
        pose proof (test_on_known _ _ _ _ known found) as less'.
        destruct (lies_in_grows _ _ _ _ _ good less' less lies) as [growth true_].
        split; [reflexivity |]. split; [exact growth |]. intros yes p _ here.
        exact (true_ yes _ (test_on_inside _ _ _ _ _ here found)).
      - exists (subset (whole f) (values_of (sets s) n)), s. split; [reflexivity |].
        split; [exact (grows_same s good) |]. intros yes p wire _.
        exact (subset_holds _ _ _ yes (whole_holds p f wire)). }
    destruct first as [decided [middle [is_ [growth true_]]]]. rewrite is_ in made.
    destruct decided.
    + destruct (step x middle answer later (grows_valid _ _ growth) (grows_known _ _ _ growth known)
        (grows_known _ _ _ growth others) made) as [growth' true_'].
      split; [exact (grows_trans _ _ _ growth growth') |]. intros yes p wire here.
      apply inside_cons. split; [| exact (true_' yes p wire here)].
      apply (grows_value _ _ _ _ growth' (grows_next _ _ _ growth less)).
      apply (true_ eq_refl p wire).
      exact (proj1 (grows_inside _ _ _ _ growth' (grows_known _ _ _ growth known)) here).
    + injection made as <- <-. split; [exact growth | discriminate].
Qed.

Definition boxes_known (s : Store) (bs : NamedBoxes) : Prop := boxes_below (next s) bs = true.

Definition inside_any (s : Store) (p : Packet) (bs : NamedBoxes) : Prop :=
  in_any (sets s) p bs = true.

Lemma any_cons : forall s p b bs, inside_any s p (b :: bs) <-> inside s p b \/ inside_any s p bs.
Proof. intros s p b bs. unfold inside_any, in_any. simpl. apply orb_true_iff. Qed.

Lemma any_app : forall s p bs cs,
  inside_any s p (bs ++ cs) <-> inside_any s p bs \/ inside_any s p cs.
Proof.
  intros s p bs cs. unfold inside_any, in_any. rewrite existsb_app. apply orb_true_iff.
Qed.

Lemma boxes_cons : forall s b bs, boxes_known s (b :: bs) <-> box_known s b /\ boxes_known s bs.
Proof. intros s b bs. unfold boxes_known, boxes_below. simpl. apply andb_true_iff. Qed.

Lemma boxes_app : forall s bs cs,
  boxes_known s (bs ++ cs) <-> boxes_known s bs /\ boxes_known s cs.
Proof. intros s bs cs. unfold boxes_known, boxes_below. rewrite forallb_app. apply andb_true_iff. Qed.

Lemma grows_boxes : forall s later bs, grows s later -> boxes_known s bs -> boxes_known later bs.
Proof.
  intros s later bs growth. induction bs as [| b bs step]; [reflexivity |].
  rewrite !boxes_cons. intros [first others]. split; [exact (grows_known _ _ _ growth first) | auto].
Qed.

Lemma grows_any : forall s later p bs, grows s later -> boxes_known s bs ->
  (inside_any later p bs <-> inside_any s p bs).
Proof.
  intros s later p bs growth. induction bs as [| b bs step]; [reflexivity |].
  rewrite !boxes_cons, !any_cons. intros [first others].
  rewrite (step others), (grows_inside _ _ _ _ growth first). reflexivity.
Qed.

Lemma fits_one_grows : forall hs x s answer later, valid s -> box_known s x -> boxes_known s hs ->
  fits_one x hs s = (answer, later) ->
  grows s later /\
  (answer = true -> forall p, on_wire p -> inside later p x -> inside_any later p hs).
Proof.
  induction hs as [| h hs step]; intros x s answer later good known known' made.
  - injection made as <- <-. split; [exact (grows_same s good) | discriminate].
  - apply boxes_cons in known'. destruct known' as [first others]. cbn [fits_one] in made.
    destruct (fits x h s) as [decided middle] eqn:fit.
    destruct (fits_grows _ _ _ _ _ good known first fit) as [growth true_]. destruct decided.
    + injection made as <- <-. split; [exact growth |]. intros _ p wire here. apply any_cons. left.
      exact (true_ eq_refl p wire here).
    + destruct (step x middle answer later (grows_valid _ _ growth) (grows_known _ _ _ growth known)
        (grows_boxes _ _ _ growth others) made) as [growth' true_'].
      split; [exact (grows_trans _ _ _ growth growth') |]. intros yes p wire here.
      apply any_cons. right. exact (true_' yes p wire here).
Qed.

(** What is in [x] and not in [h] is in what is left. *)
Lemma left_of_grows : forall h x s answer later, valid s -> box_known s x -> box_known s h ->
  left_of x h s = (answer, later) ->
  grows s later /\ boxes_known later answer /\
  forall p, on_wire p -> inside later p x -> inside later p h \/ inside_any later p answer.
Proof.
  induction h as [| [f n] h step]; intros x s answer later good known known' made.
  - injection made as <- <-. split; [exact (grows_same s good) |]. split; [reflexivity |].
    intros p _ _. left. reflexivity.
  - apply known_cons in known'. destruct known' as [less others]. cbn [left_of] in made.
    assert (first : exists m s1,
      match test_on f x with Some m => (Some m, s) | None => name (whole f) s end = (m, s1) /\
      grows s s1 /\
      match m with
      | Some m => m < next s1 /\ forall p, on_wire p -> inside s1 p x -> value_in s1 m (read f p)
      | None => True
      end).
    { destruct (test_on f x) as [m |] eqn:found.
      - exists (Some m), s. split; [reflexivity |]. split; [exact (grows_same s good) |].
        split; [exact (test_on_known _ _ _ _ known found) |]. intros p _ here.
        exact (test_on_inside _ _ _ _ _ here found).
      - destruct (name (whole f) s) as [m s1] eqn:named. exists m, s1. split; [reflexivity |].
        apply name_grows in named; [| exact good | destruct f; reflexivity]. destruct named as [growth true_].
        split; [exact growth |]. destruct m as [m |]; [| exact I]. destruct true_ as [below all].
        split; [exact below |]. intros p wire _. apply all. exact (whole_holds p f wire). }
    destruct first as [m [s1 [is_ [growth1 true1]]]]. rewrite is_ in made. clear is_.
    destruct m as [m |].
    2: { injection made as <- <-. split; [exact growth1 |]. split.
         - apply boxes_cons. split; [exact (grows_known _ _ _ growth1 known) | reflexivity].
         - intros p _ here. right. apply any_cons. left. exact here. }
    destruct true1 as [less_m value_m].
    assert (good1 : valid s1) by exact (grows_valid _ _ growth1).
    assert (less1 : n < next s1) by exact (grows_next _ _ _ growth1 less).
    destruct (rest m n s1) as [out s2] eqn:rested.
    destruct (rest_grows _ _ _ _ _ good1 less_m less1 rested) as [growth2 true2].
    assert (good2 : valid s2) by exact (grows_valid _ _ growth2).
    destruct (meet m n s2) as [met s3] eqn:meeting.
    destruct (meet_grows _ _ _ _ _ good2 (grows_next _ _ _ growth2 less_m)
      (grows_next _ _ _ growth2 less1) meeting) as [growth3 true3].
    assert (good3 : valid s3) by exact (grows_valid _ _ growth3).
    assert (upto3 : grows s s3)
      by exact (grows_trans _ _ _ growth1 (grows_trans _ _ _ growth2 growth3)).
    assert (known3 : box_known s3 x) by exact (grows_known _ _ _ upto3 known).
    assert (last : exists more s4,
      match met with Some k => left_of (put f k x) h s3 | None => ([], s3) end = (more, s4) /\
      grows s3 s4 /\ boxes_known s4 more /\
      forall p, on_wire p -> inside s4 p x -> value_in s4 n (read f p) ->
        inside s4 p h \/ inside_any s4 p more).
    { destruct met as [k |]; simpl in true3.
      - destruct true3 as [less_k all].
        destruct (left_of (put f k x) h s3) as [more s4] eqn:others_.
        exists more, s4. split; [reflexivity |].
        destruct (step (put f k x) s3 more s4 good3 (put_known _ _ _ _ less_k known3)
          (grows_known _ _ _ upto3 others) others_) as [growth4 [known4 true4]].
        split; [exact growth4 |]. split; [exact known4 |]. intros p wire here value.
        apply (true4 p wire).
        apply (grows_inside _ _ _ _ growth4 (put_known _ _ _ _ less_k known3)).
        assert (here3 : inside s3 p x) by exact (proj1 (grows_inside _ _ _ _ growth4 known3) here).
        apply put_inside; [| exact here3]. apply all. split.
        + apply (grows_value _ _ _ _ growth3 (grows_next _ _ _ growth2 less_m)).
          apply (grows_value _ _ _ _ growth2 less_m). apply (value_m p wire).
          apply (grows_inside _ _ _ _ growth1 known).
          exact (proj1 (grows_inside _ _ _ _ upto3 known) here3).
        + exact (proj1 (grows_value _ _ _ _ growth4 (grows_next _ _ _ upto3 less)) value).
      - exists [], s3. split; [reflexivity |]. split; [exact (grows_same s3 good3) |].
        split; [reflexivity |]. intros p wire here value. exfalso. apply (true3 (read f p)). split.
        + apply (grows_value _ _ _ _ growth3 (grows_next _ _ _ growth2 less_m)).
          apply (grows_value _ _ _ _ growth2 less_m). apply (value_m p wire).
          apply (grows_inside _ _ _ _ growth1 known).
          exact (proj1 (grows_inside _ _ _ _ upto3 known) here).
        + exact value. }
    destruct last as [more [s4 [is_ [growth4 [known4 true4]]]]]. rewrite is_ in made. clear is_.
    injection made as <- <-.
    assert (upto4 : grows s s4) by exact (grows_trans _ _ _ upto3 growth4).
    assert (from2 : grows s2 s4) by exact (grows_trans _ _ _ growth3 growth4).
    assert (known_x4 : box_known s4 x) by exact (grows_known _ _ _ upto4 known).
    split; [exact upto4 |]. split.
    + destruct out as [k |]; [| exact known4]. destruct true2 as [less_k _]. apply boxes_cons.
      split; [| exact known4].
      exact (put_known _ _ _ _ (grows_next _ _ _ from2 less_k) known_x4).
    + intros p wire here.
      assert (value : value_in s2 m (read f p)).
      { apply (grows_value _ _ _ _ growth2 less_m). apply (value_m p wire).
        apply (grows_inside _ _ _ _ growth1 known).
        exact (proj1 (grows_inside _ _ _ _ upto4 known) here). }
      destruct (holds (read f p) (values_of (sets s4) n)) eqn:inside_n.
      * destruct (true4 p wire here inside_n) as [yes | left_].
        -- left. apply inside_cons. auto.
        -- right. destruct out; [apply any_cons; right |]; exact left_.
      * right.
        assert (outside : only s2 m n (read f p)).
        { split; [exact value |]. intros yes.
          apply (grows_value _ _ _ _ from2 (grows_next _ _ _ growth2 less1)) in yes.
          unfold value_in in yes. congruence. }
        destruct out as [k |]; simpl in true2.
        -- destruct true2 as [less_k all]. apply any_cons. left. apply put_inside; [| exact here].
           exact (proj2 (grows_value _ _ _ _ from2 less_k) (all _ outside)).
        -- exfalso. exact (true2 _ outside).
Qed.

Lemma left_of_all_grows : forall xs h s answer later, valid s -> boxes_known s xs ->
  box_known s h -> left_of_all xs h s = (answer, later) ->
  grows s later /\ boxes_known later answer /\
  forall p, on_wire p -> inside_any later p xs -> inside later p h \/ inside_any later p answer.
Proof.
  induction xs as [| x xs step]; intros h s answer later good known known' made.
  - injection made as <- <-. split; [exact (grows_same s good) |]. split; [reflexivity |].
    intros p _ no. discriminate.
  - apply boxes_cons in known. destruct known as [first others]. cbn [left_of_all] in made.
    destruct (left_of x h s) as [here s1] eqn:one.
    destruct (left_of_grows _ _ _ _ _ good first known' one) as [growth1 [known1 true1]].
    destruct (left_of_all xs h s1) as [more s2] eqn:all. injection made as <- <-.
    destruct (step h s1 more s2 (grows_valid _ _ growth1) (grows_boxes _ _ _ growth1 others)
      (grows_known _ _ _ growth1 known') all) as [growth2 [known2 true2]].
    split; [exact (grows_trans _ _ _ growth1 growth2) |]. split.
    + apply boxes_app. split; [exact (grows_boxes _ _ _ growth2 known1) | exact known2].
    + intros p wire some. rewrite any_app. apply any_cons in some. destruct some as [in_x | in_xs].
      * assert (in_x1 : inside s1 p x)
          by exact (proj1 (grows_inside _ _ _ _ growth2 (grows_known _ _ _ growth1 first)) in_x).
        destruct (true1 p wire in_x1) as [yes | left_].
        -- left. apply (grows_inside _ _ _ _ growth2 (grows_known _ _ _ growth1 known')). exact yes.
        -- right. left. exact (proj2 (grows_any _ _ _ _ growth2 known1) left_).
      * destruct (true2 p wire in_xs); tauto.
Qed.

Lemma used_up_grows : forall hs xs s answer later, valid s -> boxes_known s xs ->
  boxes_known s hs -> used_up xs hs s = (answer, later) ->
  grows s later /\
  (answer = true -> forall p, on_wire p -> inside_any later p xs -> inside_any later p hs).
Proof.
  induction hs as [| h hs step]; intros xs s answer later good known known' made;
    (destruct xs as [| x xs];
      [injection made as <- <-; split; [exact (grows_same s good) |]; intros _ p _ no; discriminate
      |]).
  - injection made as <- <-. split; [exact (grows_same s good) | discriminate].
  - apply boxes_cons in known'. destruct known' as [first others]. cbn [used_up] in made.
    destruct (left_of_all (x :: xs) h s) as [ys s1] eqn:all.
    destruct (left_of_all_grows _ _ _ _ _ good known first all) as [growth1 [known1 true1]].
    destruct (step ys s1 answer later (grows_valid _ _ growth1) known1
      (grows_boxes _ _ _ growth1 others) made) as [growth2 true2].
    split; [exact (grows_trans _ _ _ growth1 growth2) |]. intros yes p wire some. apply any_cons.
    assert (some1 : inside_any s1 p (x :: xs))
      by exact (proj1 (grows_any _ _ _ _ growth2 (grows_boxes _ _ _ growth1 known)) some).
    destruct (true1 p wire some1) as [here | left_].
    + left. apply (grows_inside _ _ _ _ growth2 (grows_known _ _ _ growth1 first)). exact here.
    + right. apply (true2 yes p wire). exact (proj2 (grows_any _ _ _ _ growth2 known1) left_).
Qed.

(** A box that is called covered is. *)
Lemma covered_grows : forall hs x s answer later, valid s -> box_known s x -> boxes_known s hs ->
  covered hs x s = (answer, later) ->
  grows s later /\
  (answer = true -> forall p, on_wire p -> inside later p x -> inside_any later p hs).
Proof.
  intros hs x s answer later good known known' made. unfold covered in made.
  destruct (fits_one x hs s) as [decided middle] eqn:fit.
  destruct (fits_one_grows _ _ _ _ _ good known known' fit) as [growth true_]. destruct decided.
  - injection made as <- <-. split; [exact growth |]. intros _. exact (true_ eq_refl).
  - assert (only_x : boxes_known middle [x]).
    { apply boxes_cons. split; [exact (grows_known _ _ _ growth known) | reflexivity]. }
    destruct (used_up_grows _ _ _ _ _ (grows_valid _ _ growth) only_x
      (grows_boxes _ _ _ growth known') made) as [growth' true_'].
    split; [exact (grows_trans _ _ _ growth growth') |]. intros yes p wire here.
    apply (true_' yes p wire). apply any_cons. left. exact here.
Qed.

(** ** Many questions, one after the other *)

(** A judge of [a] leaves the store valid, and a yes means [such]. *)
Definition judges {A} (judge : A -> Store -> bool * Store) (first : Store) (a : A) (such : Prop) :
  Prop :=
  forall s answer later, grows first s -> judge a s = (answer, later) ->
    grows s later /\ (answer = true -> such).

Lemma all_of_judges : forall {A} (judge : A -> Store -> bool * Store) first l (such : A -> Prop),
  (forall a, In a l -> judges judge first a (such a)) ->
  judges (all_of judge) first l (forall a, In a l -> such a).
Proof.
  intros A judge first l such. induction l as [| a l step]; intros each s answer later growth made.
  - injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
    intros _ a [].
  - cbn [all_of] in made. destruct (judge a s) as [decided middle] eqn:one.
    destruct (each a (or_introl eq_refl) s decided middle growth one) as [growth1 true1].
    destruct decided.
    + destruct (step (fun b member => each b (or_intror member)) middle answer later
        (grows_trans _ _ _ growth growth1) made) as [growth2 true2].
      split; [exact (grows_trans _ _ _ growth1 growth2) |].
      intros yes b [same | member]; [subst b; exact (true1 eq_refl) | exact (true2 yes b member)].
    + injection made as <- <-. split; [exact growth1 | discriminate].
Qed.
