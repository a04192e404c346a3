(** * The certificate checker is sound *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Model.Connections Model.ForwardingGraph Model.Certificates.
From Isola Require Import Lemmas.ValueSets Lemmas.SharedSets Lemmas.NamedBoxes Lemmas.Rewrites
  Theorems.Invariants Theorems.Progress.
Import ListNotations.
Open Scope N_scope.

(** The store in which a file is judged. *)
Definition beginning (g : NamedGraph) : Store := fresh (table g) (first_free (table g)).

Lemma beginning_valid : forall g, is_formed g = true -> valid (beginning g).
Proof.
  intros g formed. unfold is_formed in formed. apply andb_true_iff in formed.
  destruct formed as [sorted _]. apply fresh_valid. intros n. unfold values_of.
  destruct (Numbers.find n (table g)) as [vs |] eqn:found; [| reflexivity].
  rewrite forallb_forall in sorted. exact (sorted _ (find_elements _ _ _ found)).
Qed.

Lemma boxes_at_known : forall g a l, annotation_below (first_free (table g)) a = true ->
  boxes_known (beginning g) (boxes_at a l).
Proof.
  intros g a l below. unfold boxes_at. destruct (Numbers.find l a) as [bs |] eqn:found;
    [| reflexivity].
  unfold annotation_below in below. rewrite forallb_forall in below.
  exact (below _ (find_elements _ _ _ found)).
Qed.

Lemma box_of_boxes : forall s bs b, boxes_known s bs -> In b bs -> box_known s b.
Proof.
  intros s bs b known member. unfold boxes_known, boxes_below in known.
  rewrite forallb_forall in known. exact (known b member).
Qed.

(** Some box of the union holds the packet. *)
Lemma any_member : forall t p bs, in_any t p bs = true <->
  exists b, In b bs /\ in_named t p b = true.
Proof. intros t p bs. unfold in_any. apply existsb_exists. Qed.

Section Judges.
  Variable g : NamedGraph.
  Variable a : Annotation.
  Hypothesis formed : is_formed g = true.
  Hypothesis known_a : annotation_below (first_free (table g)) a = true.

  Let t := table g.
  Let start := beginning g.

  Lemma covered_judges : forall hs x, boxes_known start hs -> box_known start x ->
    judges (covered hs) start x
      (forall p, on_wire p -> in_named t p x = true -> in_any t p hs = true).
  Proof.
    intros hs x known_hs known_x s answer later growth made.
    destruct (covered_grows _ _ _ _ _ (grows_valid _ _ growth) (grows_known _ _ _ growth known_x)
      (grows_boxes _ _ _ growth known_hs) made) as [growth' true_].
    split; [exact growth' |]. intros yes p wire here.
    pose proof (grows_trans _ _ _ growth growth') as all.
    apply (proj1 (grows_any _ _ _ _ all known_hs)). apply (true_ yes p wire).
    exact (proj2 (grows_inside _ _ _ _ all known_x) here).
  Qed.

  Lemma all_covered_judges : forall hs xs, boxes_known start hs -> boxes_known start xs ->
    judges (all_of (covered hs)) start xs
      (forall p, on_wire p -> in_any t p xs = true -> in_any t p hs = true).
  Proof.
    intros hs xs known_hs known_xs s answer later growth made.
    destruct (all_of_judges (covered hs) start xs
      (fun x => forall p, on_wire p -> in_named t p x = true -> in_any t p hs = true)
      (fun x member => covered_judges hs x known_hs (box_of_boxes _ _ _ known_xs member))
      s answer later growth made) as [growth' true_].
    split; [exact growth' |]. intros yes p wire some. apply any_member in some.
    destruct some as [x [member here]]. exact (true_ yes x member p wire here).
  Qed.

  Lemma entry_inside_judges : forall entry, boxes_known start (snd entry) ->
    judges (entry_inside a) start entry
      (forall p, on_wire p -> in_any t p (snd entry) = true ->
        in_any t p (boxes_at a (fst entry)) = true).
  Proof.
    intros entry known. apply all_covered_judges; [| exact known].
    exact (boxes_at_known g a _ known_a).
  Qed.

  Lemma apart_judges : forall b c, box_known start b -> box_known start c ->
    judges (apart b) start c
      (forall p, in_named t p b = true -> in_named t p c = true -> False).
  Proof.
    intros b c known_b known_c s answer later growth made. unfold apart in made.
    destruct (product b c s) as [found middle] eqn:product_.
    destruct (product_grows _ _ _ _ _ (grows_valid _ _ growth) (grows_known _ _ _ growth known_b)
      (grows_known _ _ _ growth known_c) product_) as [growth' true_].
    destruct found as [x |]; injection made as <- <-; split; try exact growth'; [discriminate |].
    intros _ p one two. pose proof (grows_trans _ _ _ growth growth') as all. apply (true_ p). split.
    - exact (proj2 (grows_inside _ _ _ _ all known_b) one).
    - exact (proj2 (grows_inside _ _ _ _ all known_c) two).
  Qed.

  Lemma all_apart_judges : forall bs cs, boxes_known start bs -> boxes_known start cs ->
    judges (fun bs => all_of (fun b => all_of (apart b) cs) bs) start bs
      (forall p, in_any t p bs = true -> in_any t p cs = true -> False).
  Proof.
    intros bs cs known_bs known_cs s answer later growth made.
    destruct (all_of_judges (fun b => all_of (apart b) cs) start bs
      (fun b => forall c, In c cs ->
        forall p, in_named t p b = true -> in_named t p c = true -> False)) with
      (s := s) (answer := answer) (later := later) as [growth' true_]; [| exact growth | exact made |].
    - intros b in_b s1 answer1 later1 growth1 made1.
      exact (all_of_judges (apart b) start cs _ (fun c in_c =>
        apart_judges b c (box_of_boxes _ _ _ known_bs in_b) (box_of_boxes _ _ _ known_cs in_c))
        s1 answer1 later1 growth1 made1).
    - split; [exact growth' |]. intros yes p one two.
      apply any_member in one. destruct one as [b [in_b one]].
      apply any_member in two. destruct two as [c [in_c two]].
      exact (true_ yes b in_b c in_c p one two).
  Qed.

  Lemma entry_apart_judges : forall entry, boxes_known start (snd entry) ->
    judges (entry_apart a) start entry
      (forall p, in_any t p (snd entry) = true -> in_any t p (boxes_at a (fst entry)) = true ->
        False).
  Proof.
    intros entry known. apply all_apart_judges; [exact known |].
    exact (boxes_at_known g a _ known_a).
  Qed.

  (** ** Edges *)

  Lemma edge_known : forall e, In e (named_edges g) ->
    boxes_known start (edge_guard e) /\ rewrite_below (next start) (edge_rewrite e) = true.
  Proof.
    intros e member. pose proof formed as all. unfold is_formed in all. apply andb_true_iff in all.
    destruct all as [_ all]. rewrite forallb_forall in all. specialize (all e member).
    unfold edge_below in all. apply andb_true_iff in all. exact all.
  Qed.

  Lemma way_closed_judges : forall e b c, In e (named_edges g) -> box_known start b ->
    In c (edge_guard e) ->
    judges (way_closed a e b) start c
      (forall p p', on_wire p' -> in_named t p b = true -> in_named t p c = true ->
        rewrites (rewrite_of t (edge_rewrite e)) p p' ->
        in_any t p' (boxes_at a (edge_head e)) = true).
  Proof.
    intros e b c known_e known_b in_c s answer later growth made. unfold way_closed in made.
    destruct (edge_known e known_e) as [known_guard below].
    pose proof (box_of_boxes _ _ _ known_guard in_c) as known_c.
    pose proof (boxes_at_known g a (edge_head e) known_a) as known_head.
    destruct (product b c s) as [found middle] eqn:product_.
    destruct (product_grows _ _ _ _ _ (grows_valid _ _ growth) (grows_known _ _ _ growth known_b)
      (grows_known _ _ _ growth known_c) product_) as [growth1 true1].
    pose proof (grows_trans _ _ _ growth growth1) as upto1.
    destruct found as [x |]; simpl in true1.
    - destruct true1 as [known_x all].
      assert (below1 : rewrite_below (next middle) (edge_rewrite e) = true).
      { unfold rewrite_below in *. rewrite forallb_forall in *. intros change member.
        specialize (below change member). destruct (snd change); [reflexivity |].
        apply N.ltb_lt in below. apply N.ltb_lt. exact (grows_next _ _ _ upto1 below). }
      destruct (covered_grows _ _ _ _ _ (grows_valid _ _ growth1)
        (image_known _ _ _ below1 known_x) (grows_boxes _ _ _ upto1 known_head) made)
        as [growth2 true2].
      split; [exact (grows_trans _ _ _ growth1 growth2) |].
      intros yes p p' wire one two change.
      pose proof (grows_trans _ _ _ upto1 growth2) as upto2.
      apply (proj1 (grows_any _ _ _ _ upto2 known_head)). apply (true2 yes p' wire).
      apply (grows_inside _ _ _ _ growth2 (image_known _ _ _ below1 known_x)).
      apply (image_inside middle t (edge_rewrite e) x p p'); [| exact change |].
      + intros f n assigned. destruct upto1 as [_ [_ same]]. rewrite same; [reflexivity |].
        exact (rewrite_below_member _ _ _ _ below assigned).
      + apply all. split.
        * exact (proj2 (grows_inside _ _ _ _ upto1 known_b) one).
        * exact (proj2 (grows_inside _ _ _ _ upto1 known_c) two).
    - injection made as <- <-. split; [exact growth1 |]. intros _ p p' _ one two _. exfalso.
      apply (true1 p). split.
      + exact (proj2 (grows_inside _ _ _ _ upto1 known_b) one).
      + exact (proj2 (grows_inside _ _ _ _ upto1 known_c) two).
  Qed.

  (** What an edge takes from an annotated packet is annotated. *)
  Definition keeps_inside (e : NamedEdge) : Prop :=
    rewrite_fits t (edge_rewrite e) = true /\
    (kind_at g (edge_tail e) = Transit ->
      forall p p', on_wire p' -> in_any t p (boxes_at a (edge_tail e)) = true ->
        in_any t p (edge_guard e) = true -> rewrites (rewrite_of t (edge_rewrite e)) p p' ->
        in_any t p' (boxes_at a (edge_head e)) = true).

  Lemma edge_closed_judges : forall e, In e (named_edges g) ->
    judges (edge_closed g a) start e (keeps_inside e).
  Proof.
    intros e known_e s answer later growth made. unfold edge_closed in made.
    fold t in made. unfold keeps_inside.
    destruct (rewrite_fits t (edge_rewrite e)); simpl in made.
    2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
         discriminate. }
    destruct (is_transit (kind_at g (edge_tail e))) eqn:moving; simpl in made.
    2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
         intros _. split; [reflexivity |]. intros here. rewrite here in moving. discriminate. }
    pose proof (boxes_at_known g a (edge_tail e) known_a) as known_tail.
    destruct (all_of_judges (fun b => all_of (way_closed a e b) (edge_guard e)) start
      (boxes_at a (edge_tail e))
      (fun b => forall c, In c (edge_guard e) ->
        forall p p', on_wire p' -> in_named t p b = true -> in_named t p c = true ->
          rewrites (rewrite_of t (edge_rewrite e)) p p' ->
          in_any t p' (boxes_at a (edge_head e)) = true)) with
      (s := s) (answer := answer) (later := later) as [growth' true_]; [| exact growth | exact made |].
    - intros b in_b s1 answer1 later1 growth1 made1.
      exact (all_of_judges (way_closed a e b) start (edge_guard e) _ (fun c in_c =>
        way_closed_judges e b c known_e (box_of_boxes _ _ _ known_tail in_b) in_c)
        s1 answer1 later1 growth1 made1).
    - split; [exact growth' |]. intros yes. split; [reflexivity |].
      intros _ p p' wire one two change.
      apply any_member in one. destruct one as [b [in_b one]].
      apply any_member in two. destruct two as [c [in_c two]].
      exact (true_ yes b in_b c in_c p p' wire one two change).
  Qed.
End Judges.

(** The meaning of an annotation and of its entries. *)
Lemma entry_of : forall g a s, states_of g a s ->
  In (fst s, boxes_at a (fst s)) (Numbers.elements a).
Proof.
  intros g a s [_ inside]. unfold boxes_at in *.
  destruct (Numbers.find (fst s) a) as [bs |] eqn:found; [| discriminate].
  exact (find_elements _ _ _ found).
Qed.

Lemma entry_boxes : forall a entry, In entry (Numbers.elements a) ->
  boxes_at a (fst entry) = snd entry.
Proof.
  intros a [l bs] member. unfold boxes_at. simpl. rewrite (elements_find _ _ _ member). reflexivity.
Qed.

Lemma void_holds_nothing : forall t p b, is_void t b = true -> in_named t p b = true -> False.
Proof.
  intros t p b void inside. unfold is_void in void. apply existsb_exists in void.
  destruct void as [[f n] [member none]]. unfold in_named in inside. rewrite forallb_forall in inside.
  specialize (inside _ member). unfold passes in inside. simpl in *.
  destruct (values_of t n); discriminate.
Qed.

Lemma all_void : forall t p bs, forallb (is_void t) bs = true -> in_any t p bs = true -> False.
Proof.
  intros t p bs void inside. apply any_member in inside. destruct inside as [b [member here]].
  rewrite forallb_forall in void. exact (void_holds_nothing t p b (void b member) here).
Qed.

Lemma edges_meant : forall g e, In e (edges (graph_of g)) ->
  exists n, In n (named_edges g) /\ e = edge_of (table g) n.
Proof.
  intros g e member. apply in_map_iff in member. destruct member as [n [same member]].
  exists n. auto.
Qed.

Lemma closed_under_edges : forall g a,
  (forall e, In e (named_edges g) -> keeps_inside g a e) ->
  forall e s s', In e (edges (graph_of g)) -> states_of g a s -> in_transit (graph_of g) s ->
    takes e s s' -> states_of g a s'.
Proof.
  intros g a all e s s' member [wire inside] moving way.
  destruct (edges_meant g e member) as [n [known same]]. subst e.
  destruct (all n known) as [fits lands]. destruct way as [at_tail [at_head [passes change]]].
  simpl in *. pose proof (rewrite_on_wire _ _ _ _ fits change wire) as wire'.
  split; [exact wire' |]. rewrite <- at_head. unfold in_transit in moving. simpl in moving.
  rewrite <- at_tail in moving, inside. exact (lands moving _ _ wire' inside passes change).
Qed.

(** If the checker accepts a safety certificate, then in the graph that the file states no packet
    that the claim starts with comes to a bad state of the claim or to anything unknown, on no
    path, by no choice, after no number of hops. *)
Theorem checked_safety_certificates_are_sound :
  forall g claim a, check_safety g claim a = true ->
    forall n s s', states_of g (starts claim) s -> Trace (graph_of g) n s s' ->
      ~ states_of g (bad claim) s' /\ ~ unknown (graph_of g) s'.
Proof.
  intros g claim a accepted. unfold check_safety in accepted. rewrite !andb_true_iff in accepted.
  destruct accepted as [[[[[formed known_starts] known_bad] known_a] knows] decided].
  fold (beginning g) in decided.
  pose proof (beginning_valid g formed) as valid0.
  unfold and_then in decided.
  destruct (all_of (entry_inside a) (Numbers.elements (starts claim)) (beginning g)) as [yes1 s1]
    eqn:one.
  destruct (all_of_judges (entry_inside a) (beginning g) (Numbers.elements (starts claim)) _
    (fun entry member => entry_inside_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_starts) _
        (entry_boxes _ _ member))) _ _ _ (grows_same _ valid0) one) as [growth1 begins].
  destruct yes1; [| discriminate]. specialize (begins eq_refl).
  destruct (all_of (edge_closed g a) (named_edges g) s1) as [yes2 s2] eqn:two.
  destruct (all_of_judges (edge_closed g a) (beginning g) (named_edges g) _
    (fun e member => edge_closed_judges g a formed known_a e member) _ _ _ growth1 two)
    as [growth2 closes].
  destruct yes2; [| discriminate]. specialize (closes eq_refl).
  destruct (all_of (entry_apart a) (Numbers.elements (bad claim)) s2) as [yes3 s3] eqn:three.
  destruct (all_of_judges (entry_apart a) (beginning g) (Numbers.elements (bad claim)) _
    (fun entry member => entry_apart_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_bad) _
        (entry_boxes _ _ member))) _ _ _ (grows_trans _ _ _ growth1 growth2) three)
    as [_ avoids].
  simpl in decided. subst yes3. specialize (avoids eq_refl).
  apply (invariant_soundness (graph_of g) (states_of g (starts claim)) (states_of g (bad claim))
    (states_of g a)). split.
  - intros s begin. pose proof (entry_of _ _ _ begin) as member. destruct begin as [wire here].
    split; [exact wire |]. exact (begins _ member _ wire here).
  - exact (closed_under_edges g a closes).
  - intros s [wire here] wrong. pose proof (entry_of _ _ _ wrong) as member.
    destruct wrong as [_ wrong]. exact (avoids _ member _ wrong here).
  - intros s here [missing sink]. pose proof (entry_of _ _ _ here) as member.
    rewrite forallb_forall in knows. specialize (knows _ member). simpl in *. rewrite sink in knows.
    destruct here as [_ here]. exact (all_void _ _ _ knows here).
Qed.

(** ** Guarantee *)

Lemma ways_on_known : forall g l, is_formed g = true ->
  boxes_known (beginning g) (boxes_at (ways_on (named_edges g)) l).
Proof.
  intros g l formed.
  assert (all : forall e, In e (named_edges g) -> boxes_known (beginning g) (edge_guard e)).
  { intros e member. exact (proj1 (edge_known g formed e member)). }
  revert all. generalize (named_edges g) as es. intros es all. revert l.
  induction es as [| e es step]; intros l; [reflexivity |]. simpl.
  unfold boxes_at at 1. rewrite find_add.
  assert (others : forall l, boxes_known (beginning g) (boxes_at (ways_on es) l)).
  { intros l'. apply step. intros e' member. apply all. right. exact member. }
  destruct (edge_tail e =? l).
  - apply boxes_app. split; [apply all; left; reflexivity | apply others].
  - apply others.
Qed.

Lemma way_on_member : forall t p l es, in_any t p (boxes_at (ways_on es) l) = true ->
  exists e, In e es /\ edge_tail e = l /\ in_any t p (edge_guard e) = true.
Proof.
  intros t p l es. induction es as [| e es step]; intros some; [discriminate |]. simpl in some.
  unfold boxes_at at 1 in some. rewrite find_add in some.
  destruct (N.eqb_spec (edge_tail e) l) as [same | other].
  - subst l. unfold in_any in some. rewrite existsb_app in some. apply orb_true_iff in some.
    destruct some as [here | there].
    + exists e. split; [left; reflexivity |]. split; [reflexivity | exact here].
    + destruct (step there) as [e' [member rest_]]. exists e'. split; [right; exact member | exact rest_].
  - destruct (step some) as [e' [member rest_]]. exists e'. split; [right; exact member | exact rest_].
Qed.

(** What the check of an annotated entry means. *)
Definition entry_goes_on (g : NamedGraph) (claim : GuaranteeClaim) (entry : Location * NamedBoxes) :
  Prop :=
  forall p, on_wire p -> in_any (table g) p (snd entry) = true ->
    match kind_at g (fst entry) with
    | Delivered => in_any (table g) p (boxes_at (receivers claim) (fst entry)) = true
    | Transit => in_any (table g) p (boxes_at (ways_on (named_edges g)) (fst entry)) = true
    | Dropped _ | UnknownSink _ => False
    end.

Lemma entry_progresses_judges : forall g claim entry, is_formed g = true ->
  annotation_below (first_free (table g)) (receivers claim) = true ->
  boxes_known (beginning g) (snd entry) ->
  judges (entry_progresses g claim (ways_on (named_edges g))) (beginning g) entry
    (entry_goes_on g claim entry).
Proof.
  intros g claim entry formed known_receivers known s answer later growth made.
  unfold entry_progresses in made. unfold entry_goes_on.
  destruct (kind_at g (fst entry)).
  - exact (all_covered_judges g _ _ (ways_on_known g _ formed) known _ _ _ growth made).
  - exact (all_covered_judges g _ _ (boxes_at_known g _ _ known_receivers) known _ _ _ growth made).
  - injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
    intros void p _ here. exact (all_void _ _ _ void here).
  - injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
    intros void p _ here. exact (all_void _ _ _ void here).
Qed.

Lemma edge_falls_judges : forall g a ranks e, is_formed g = true ->
  annotation_below (first_free (table g)) a = true -> In e (named_edges g) ->
  judges (edge_falls g a ranks) (beginning g) e
    (kind_at g (edge_tail e) = Transit ->
      forall p, in_any (table g) p (boxes_at a (edge_tail e)) = true ->
        in_any (table g) p (edge_guard e) = true ->
        rank_at ranks (edge_head e) < rank_at ranks (edge_tail e)).
Proof.
  intros g a ranks e formed known_a member s answer later growth made. unfold edge_falls in made.
  destruct (is_transit (kind_at g (edge_tail e))) eqn:moving; simpl in made.
  2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
       intros _ here. rewrite here in moving. discriminate. }
  destruct (N.ltb_spec (rank_at ranks (edge_head e)) (rank_at ranks (edge_tail e))) as [less | not].
  { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |]. auto. }
  destruct (edge_known g formed e member) as [known_guard _].
  destruct (all_apart_judges g _ _ (boxes_at_known g a (edge_tail e) known_a) known_guard _ _ _
    growth made) as [growth' none].
  split; [exact growth' |]. intros yes _ p one two. exfalso. exact (none yes p one two).
Qed.

(** What an accepted guarantee certificate states. *)
Lemma accepted_guarantee : forall g claim a ranks, check_guarantee g claim a ranks = true ->
  is_formed g = true /\ annotation_below (first_free (table g)) a = true /\
  GuaranteeCertificate (graph_of g) (states_of g (sources claim)) (states_of g (receivers claim))
    (states_of g a) (fun s => N.to_nat (rank_at ranks (fst s))).
Proof.
  intros g claim a ranks accepted. unfold check_guarantee in accepted.
  rewrite !andb_true_iff in accepted.
  destruct accepted as [[[[[formed known_sources] known_receivers] known_a] chooses] decided].
  fold (beginning g) in decided.
  pose proof (beginning_valid g formed) as valid0.
  unfold and_then in decided.
  destruct (all_of (entry_inside a) (Numbers.elements (sources claim)) (beginning g)) as [yes1 s1]
    eqn:one.
  destruct (all_of_judges (entry_inside a) (beginning g) (Numbers.elements (sources claim)) _
    (fun entry member => entry_inside_judges g a known_a entry
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_sources) _
        (entry_boxes _ _ member))) _ _ _ (grows_same _ valid0) one) as [growth1 begins].
  destruct yes1; [| discriminate]. specialize (begins eq_refl).
  destruct (all_of (edge_closed g a) (named_edges g) s1) as [yes2 s2] eqn:two.
  destruct (all_of_judges (edge_closed g a) (beginning g) (named_edges g) _
    (fun e member => edge_closed_judges g a formed known_a e member) _ _ _ growth1 two)
    as [growth2 closes].
  destruct yes2; [| discriminate]. specialize (closes eq_refl).
  pose proof (grows_trans _ _ _ growth1 growth2) as upto2.
  destruct (all_of (entry_progresses g claim (ways_on (named_edges g))) (Numbers.elements a) s2)
    as [yes3 s3] eqn:three.
  destruct (all_of_judges (entry_progresses g claim (ways_on (named_edges g))) (beginning g)
    (Numbers.elements a) _
    (fun entry member => entry_progresses_judges g claim entry formed known_receivers
      (eq_ind _ (boxes_known (beginning g)) (boxes_at_known g _ (fst entry) known_a) _
        (entry_boxes _ _ member))) _ _ _ upto2 three) as [growth3 goes_on].
  destruct yes3; [| discriminate]. specialize (goes_on eq_refl).
  pose proof (grows_trans _ _ _ upto2 growth3) as upto3.
  destruct (all_of (edge_falls g a ranks) (named_edges g) s3) as [yes4 s4] eqn:four.
  destruct (all_of_judges (edge_falls g a ranks) (beginning g) (named_edges g) _
    (fun e member => edge_falls_judges g a ranks e formed known_a member) _ _ _ upto3 four)
    as [_ falls].
  simpl in decided. subst yes4. specialize (falls eq_refl).
  split; [exact formed |]. split; [exact known_a |]. split.
  - intros s begin. pose proof (entry_of _ _ _ begin) as member. destruct begin as [wire here].
    split; [exact wire |]. exact (begins _ member _ wire here).
  - exact (closed_under_edges g a closes).
  - intros s here. pose proof (entry_of _ _ _ here) as member. destruct here as [wire here].
    pose proof (goes_on _ member _ wire here) as on. simpl in on.
    unfold delivered, in_transit. simpl.
    destruct (kind_at g (fst s)) eqn:place; try contradiction.
    + right. split; [reflexivity |]. apply way_on_member in on.
      destruct on as [e [known [at_tail passes]]].
      rewrite forallb_forall in chooses.
      destruct (rewrite_total (table g) (edge_rewrite e) (snd s) (chooses e known))
        as [after change].
      exists (edge_head e, after). split; [exact place |]. exists (edge_of (table g) e).
      split; [apply in_map; exact known |]. split; [exact at_tail |]. split; [reflexivity |].
      exact (conj passes change).
    + left. split; [reflexivity |]. split; [exact wire | exact on].
  - intros e s s' member [wire here] moving way.
    destruct (edges_meant g e member) as [n [known same]]. subst e.
    destruct way as [at_tail [at_head [passes _]]]. simpl in *. unfold in_transit in moving.
    simpl in moving. rewrite <- at_tail in moving, here.
    pose proof (falls n known moving _ here passes) as less. rewrite <- at_tail, <- at_head. lia.
Qed.

(** If the checker accepts a guarantee certificate, then in the graph that the file states every
    packet that the claim starts with comes to a receiver of the claim, whatever the network
    chooses. *)
Theorem checked_guarantee_certificates_are_sound :
  forall g claim a ranks, check_guarantee g claim a ranks = true ->
    forall s, states_of g (sources claim) s ->
      Inevitable (graph_of g) (states_of g (receivers claim)) s.
Proof.
  intros g claim a ranks accepted.
  destruct (accepted_guarantee g claim a ranks accepted) as [_ [_ certificate]].
  exact (guarantee_soundness _ _ _ _ _ certificate).
Qed.

Lemma edge_keeps_packets_judges : forall g a e, is_formed g = true ->
  annotation_below (first_free (table g)) a = true -> In e (named_edges g) ->
  judges (edge_keeps_packets g a) (beginning g) e
    (edge_rewrite e = [] \/
     (kind_at g (edge_tail e) = Transit ->
      forall p, in_any (table g) p (boxes_at a (edge_tail e)) = true ->
        in_any (table g) p (edge_guard e) = true -> False)).
Proof.
  intros g a e formed known_a member s answer later growth made. unfold edge_keeps_packets in made.
  destruct (edge_rewrite e) as [| change r].
  { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |]. auto. }
  destruct (is_transit (kind_at g (edge_tail e))) eqn:moving; simpl in made.
  2: { injection made as <- <-. split; [exact (grows_same s (grows_valid _ _ growth)) |].
       intros _. right. intros here. rewrite here in moving. discriminate. }
  destruct (edge_known g formed e member) as [known_guard _].
  destruct (all_apart_judges g _ _ (boxes_at_known g a (edge_tail e) known_a) known_guard _ _ _
    growth made) as [growth' none].
  split; [exact growth' |]. intros yes. right. intros _ p one two. exact (none yes p one two).
Qed.

(** If the checker accepts an exact guarantee, then every packet of the claim comes to a receiver
    of the claim exactly as it was sent, whatever the network chooses. *)
Theorem checked_exact_guarantees_keep_packets :
  forall g claim a ranks, check_exact_guarantee g claim a ranks = true ->
    forall l p, states_of g (sources claim) (l, p) ->
      Inevitable (graph_of g) (fun s => states_of g (receivers claim) s /\ snd s = p) (l, p).
Proof.
  intros g claim a ranks accepted l p start. unfold check_exact_guarantee in accepted.
  apply andb_true_iff in accepted. destruct accepted as [accepted keeps].
  destruct (accepted_guarantee g claim a ranks accepted) as [formed [known_a certificate]].
  fold (beginning g) in keeps.
  destruct (all_of (edge_keeps_packets g a) (named_edges g) (beginning g)) as [yes s1] eqn:one.
  destruct (all_of_judges (edge_keeps_packets g a) (beginning g) (named_edges g) _
    (fun e member => edge_keeps_packets_judges g a e formed known_a member) _ _ _
    (grows_same _ (beginning_valid g formed)) one) as [_ kept].
  simpl in keeps. subst yes. specialize (kept eq_refl).
  destruct certificate as [begins closes goes_on falls].
  apply (guarantee_soundness (graph_of g) (fun s => s = (l, p)) _
    (fun s => states_of g a s /\ snd s = p) (fun s => N.to_nat (rank_at ranks (fst s))));
    [| reflexivity].
  split.
  - intros s same. subst s. exact (conj (begins _ start) eq_refl).
  - intros e s s' member [here same] moving way.
    split; [exact (closes e s s' member here moving way) |].
    destruct (edges_meant g e member) as [n [known is_n]]. subst e.
    destruct way as [at_tail [_ [passes change]]]. simpl in *.
    destruct (kept n known) as [nothing | none].
    + rewrite nothing in change. rewrite <- same.
      assert (fields : forall f, read f (snd s') = read f (snd s)) by exact change.
      destruct (snd s'), (snd s).
      pose proof (fields Family). pose proof (fields Source). pose proof (fields Destination).
      pose proof (fields Protocol). pose proof (fields SourcePort).
      pose proof (fields DestinationPort). pose proof (fields IcmpType).
      pose proof (fields IcmpCode). pose proof (fields TcpSyn). pose proof (fields TcpAck).
      simpl in *. congruence.
    + exfalso. unfold in_transit in moving. simpl in moving. destruct here as [_ here].
      rewrite <- at_tail in moving, here. exact (none moving _ here passes).
  - intros s [here same]. destruct (goes_on s here) as [[arrived right] | next].
    + left. split; [exact arrived | exact (conj right same)].
    + right. exact next.
  - intros e s s' member [here _] moving way. exact (falls e s s' member here moving way).
Qed.

(** Two exact guarantees, one for the requests and one for the answers to them, make a round trip
    that ends as exactly the reverse of what was sent ([REA-3]): each request comes unchanged to a
    receiver, and its reverse, sent from [there], comes home unchanged. *)
Theorem exact_guarantees_make_round_trips :
  forall g claim a ranks back claim_back a_back ranks_back there,
    check_exact_guarantee g claim a ranks = true ->
    check_exact_guarantee back claim_back a_back ranks_back = true ->
    (forall l p, states_of g (sources claim) (l, p) ->
      states_of back (sources claim_back) (there, reverse p)) ->
    forall l p, states_of g (sources claim) (l, p) ->
      Inevitable (graph_of g) (fun s => states_of g (receivers claim) s /\ snd s = p) (l, p) /\
      Inevitable (graph_of back)
        (fun s => states_of back (receivers claim_back) s /\ snd s = reverse p)
        (there, reverse p).
Proof.
  intros g claim a ranks back claim_back a_back ranks_back there out home turn l p start. split.
  - exact (checked_exact_guarantees_keep_packets _ _ _ _ out l p start).
  - exact (checked_exact_guarantees_keep_packets _ _ _ _ home _ _ (turn l p start)).
Qed.
