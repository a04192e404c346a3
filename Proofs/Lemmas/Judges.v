(** * What a yes of the certificate checker means, question by question *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Model.ForwardingGraph Model.Certificates.
From Isola Require Import Lemmas.ValueSets Lemmas.SharedSets Lemmas.NamedBoxes Lemmas.Rewrites.
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
