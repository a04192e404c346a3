(** * Rewrites of named boxes *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ValueSets Model.SharedSets
  Model.ForwardingGraph Model.Certificates Lemmas.ValueSets Lemmas.SharedSets Lemmas.NamedBoxes.
Import ListNotations.
Open Scope N_scope.

Lemma every_field : forall f, In f all_fields.
Proof. intros []; simpl; tauto. Qed.

(** The assignment that is meant. *)
Lemma named_assignment_means : forall t r f,
  assignment (rewrite_of t r) f =
    match named_assignment r f with None => Keep | Some a => assignment_of t a end.
Proof.
  intros t r f. induction r as [| [g a] r step]; [reflexivity |]. simpl.
  destruct (Field_beq f g); [reflexivity | exact step].
Qed.

Lemma named_assignment_member : forall r f a, named_assignment r f = Some a -> In (f, a) r.
Proof.
  induction r as [| [g b] r step]; intros f a found; [discriminate |]. simpl in found.
  destruct (Field_beq f g) eqn:same.
  - apply field_equal in same. left. congruence.
  - right. exact (step f a found).
Qed.

Lemma rewrite_below_member : forall n r f m, rewrite_below n r = true ->
  named_assignment r f = Some (OneOf m) -> m < n.
Proof.
  intros n r f m below found. apply named_assignment_member in found. unfold rewrite_below in below.
  rewrite forallb_forall in below. specialize (below _ found). simpl in below.
  apply N.ltb_lt. exact below.
Qed.

Lemma known_flat : forall {A} s (f : A -> NamedBox) l, (forall a, In a l -> box_known s (f a)) ->
  box_known s (flat_map f l).
Proof.
  intros A s f l. induction l as [| a l step]; intros all; [reflexivity |]. simpl.
  unfold box_known, box_below. rewrite forallb_app. apply andb_true_iff. split.
  - apply all. left. reflexivity.
  - apply step. intros b member. apply all. right. exact member.
Qed.

Lemma inside_flat : forall {A} s p (f : A -> NamedBox) l, (forall a, In a l -> inside s p (f a)) ->
  inside s p (flat_map f l).
Proof.
  intros A s p f l. induction l as [| a l step]; intros all; [reflexivity |]. simpl.
  unfold inside, in_named. rewrite forallb_app. apply andb_true_iff. split.
  - apply all. left. reflexivity.
  - apply step. intros b member. apply all. right. exact member.
Qed.

Lemma image_known : forall s r b, rewrite_below (next s) r = true -> box_known s b ->
  box_known s (image r b).
Proof.
  intros s r b below known. destruct r as [| change r]; [exact known |].
  apply known_flat. intros f _. unfold image_of_field.
  destruct (named_assignment (change :: r) f) as [[g | n] |] eqn:found.
  - destruct (test_on g b) as [m |] eqn:test; [| reflexivity]. apply known_cons.
    split; [exact (test_on_known _ _ _ _ known test) | reflexivity].
  - apply known_cons. split; [exact (rewrite_below_member _ _ _ _ below found) | reflexivity].
  - destruct (test_on f b) as [m |] eqn:test; [| reflexivity]. apply known_cons.
    split; [exact (test_on_known _ _ _ _ known test) | reflexivity].
Qed.

(** The rewritten packet lies in the image of the box. *)
Lemma image_inside : forall s t r b before after,
  (forall f n, named_assignment r f = Some (OneOf n) -> values_of (sets s) n = values_of t n) ->
  rewrites (rewrite_of t r) before after -> inside s before b -> inside s after (image r b).
Proof.
  intros s t r b before after same change here.
  assert (each : forall f, match named_assignment r f with
                           | None => read f after = read f before
                           | Some (CopyOf g) => read f after = read g before
                           | Some (OneOf n) => value_in s n (read f after)
                           end).
  { intros f. specialize (change f). rewrite named_assignment_means in change.
    destruct (named_assignment r f) as [[g | n] |] eqn:found; try exact change.
    unfold value_in. rewrite (same f n found). exact change. }
  destruct r as [| first r].
  - (* Nothing changes. *)
    simpl in each. unfold image. induction b as [| [f n] b step]; [reflexivity |].
    apply inside_cons in here. destruct here as [value others]. apply inside_cons.
    rewrite each. auto.
  - apply inside_flat. intros f _. unfold image_of_field. specialize (each f).
    destruct (named_assignment (first :: r) f) as [[g | n] |].
    + destruct (test_on g b) as [m |] eqn:test; [| reflexivity]. apply inside_cons.
      rewrite each. split; [exact (test_on_inside _ _ _ _ _ here test) | reflexivity].
    + apply inside_cons. split; [exact each | reflexivity].
    + destruct (test_on f b) as [m |] eqn:test; [| reflexivity]. apply inside_cons.
      rewrite each. split; [exact (test_on_inside _ _ _ _ _ here test) | reflexivity].
Qed.

(** A rewrite that fits keeps packets on the wire. *)
Lemma rewrite_on_wire : forall t r before after,
  rewrite_fits t r = true -> rewrites (rewrite_of t r) before after -> on_wire before ->
  on_wire after.
Proof.
  intros t r before after fits change wire f. specialize (change f).
  rewrite named_assignment_means in change. unfold rewrite_fits in fits.
  rewrite forallb_forall in fits.
  destruct (named_assignment r f) as [a |] eqn:found; [| simpl in change; rewrite change; auto].
  apply named_assignment_member in found. specialize (fits _ found). simpl in fits.
  destruct a as [g | n]; simpl in change.
  - rewrite change. apply N.leb_le in fits. specialize (wire g). lia.
  - pose proof (subset_holds _ _ _ fits change) as inside. unfold whole in inside.
    apply holds_cons in inside. destruct inside as [inside | no]; [| discriminate].
    apply in_interval in inside. simpl in inside. lia.
Qed.

(** The packet with given field values. *)
Definition packet_of (value : Field -> N) : Packet :=
  {| family := value Family; source := value Source; destination := value Destination;
     protocol := value Protocol; source_port := value SourcePort;
     destination_port := value DestinationPort; icmp_type := value IcmpType;
     icmp_code := value IcmpCode; tcp_syn := value TcpSyn; tcp_ack := value TcpAck |}.

(** A rewrite that chooses has a result for every packet. *)
Lemma rewrite_total : forall t r before, rewrite_chooses t r = true ->
  exists after, rewrites (rewrite_of t r) before after.
Proof.
  intros t r before chooses. unfold rewrite_chooses in chooses. rewrite forallb_forall in chooses.
  exists (packet_of (fun f =>
    match assignment (rewrite_of t r) f with
    | Keep => read f before
    | Copy g => read g before
    | Choose (i :: _) => low i
    | Choose [] => 0
    end)).
  intros f.
  replace (read f (packet_of _)) with
    (match assignment (rewrite_of t r) f with
     | Keep => read f before
     | Copy g => read g before
     | Choose (i :: _) => low i
     | Choose [] => 0
     end)
    by (destruct f; reflexivity).
  rewrite named_assignment_means.
  destruct (named_assignment r f) as [[g | n] |] eqn:found; try reflexivity.
  apply named_assignment_member in found. specialize (chooses _ found). simpl in chooses. simpl.
  destruct (values_of t n) as [| i rest]; [discriminate |]. apply holds_cons. left.
  apply N.leb_le in chooses. apply in_interval. lia.
Qed.
