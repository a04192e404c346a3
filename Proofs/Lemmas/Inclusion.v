(** * The decisions on boxes are sound *)

From Coq Require Import NArith Bool List Lia.
From Isola Require Import Model.Packets Model.Boxes Model.ForwardingGraph Model.Certificates
  Lemmas.Boxes.
Import ListNotations.
Open Scope N_scope.

Lemma every_field : forall f, In f all_fields.
Proof. intros []; simpl; tauto. Qed.

Lemma field_equal : forall f g, Field_beq f g = true <-> f = g.
Proof. intros f g. split; [apply internal_Field_dec_bl | apply internal_Field_dec_lb]. Qed.

(** The constraints of a box on one field hold of the packets of the box. *)
Lemma in_on : forall p b f, in_box p b = true -> in_box p (on f b) = true.
Proof.
  intros p b f. unfold in_box, on. rewrite !forallb_forall. intros all c member.
  apply filter_In in member. apply all. tauto.
Qed.

Lemma bounds_hold : forall p b f, on_wire p -> in_box p (on f b) = true ->
  greatest_low (on f b) <= read f p <= least_high f (on f b).
Proof.
  intros p b f wire. unfold on. induction b as [| c rest step]; simpl; intros inside.
  - specialize (wire f). lia.
  - destruct (Field_beq (field c) f) eqn:this; [| exact (step inside)].
    apply field_equal in this. simpl in inside. apply andb_true_iff in inside.
    destruct inside as [first others]. specialize (step others).
    unfold satisfies, within in first. rewrite this, andb_true_iff, !N.leb_le in first. simpl. lia.
Qed.

(** A box that is called empty holds no packet. *)
Lemma empty_is_empty : forall p b, on_wire p -> is_empty b = true -> in_box p b = false.
Proof.
  intros p b wire empty. apply not_true_iff_false. intros inside.
  unfold is_empty in empty. apply existsb_exists in empty. destruct empty as [f [_ gap]].
  apply N.ltb_lt in gap. pose proof (bounds_hold p b f wire (in_on p b f inside)). lia.
Qed.

Lemma in_nonempty : forall p bs, on_wire p ->
  in_boxes p (filter (fun b => negb (is_empty b)) bs) = in_boxes p bs.
Proof.
  intros p bs wire. induction bs as [| b rest step]; [reflexivity |].
  simpl. destruct (is_empty b) eqn:empty; simpl; rewrite step; [| reflexivity].
  rewrite (empty_is_empty p b wire empty). reflexivity.
Qed.

Lemma in_without_box : forall p y x, on_wire p ->
  in_boxes p (without_box y x) = in_box p x && negb (in_box p y).
Proof.
  intros p y x wire. unfold without_box. destruct (is_empty (x ++ y)) eqn:apart.
  - rewrite in_boxes_one. pose proof (empty_is_empty p _ wire apart) as neither.
    rewrite in_box_app in neither. destruct (in_box p x), (in_box p y); simpl in *; congruence.
  - rewrite in_nonempty, in_intersect, in_boxes_one, in_outside_box by exact wire. reflexivity.
Qed.

Lemma in_without : forall p ys xs, on_wire p ->
  in_boxes p (without ys xs) = in_boxes p xs && negb (in_boxes p ys).
Proof.
  intros p ys. induction ys as [| y rest step]; intros xs wire.
  - simpl. rewrite in_nonempty by exact wire. rewrite andb_true_r. reflexivity.
  - simpl without. rewrite step, in_union_of by exact wire.
    assert (one : existsb (fun x => in_boxes p (without_box y x)) xs = in_boxes p xs &&
      negb (in_box p y)).
    { induction xs as [| x others again]; [reflexivity |].
      cbn [existsb]. rewrite again, in_without_box by exact wire. unfold in_boxes. simpl.
      destruct (in_box p x), (in_box p y), (existsb (in_box p) others); reflexivity. }
    rewrite one. unfold in_boxes. simpl.
    destruct (existsb (in_box p) xs), (in_box p y), (existsb (in_box p) rest); reflexivity.
Qed.

(** Inclusion that is decided holds. *)
Lemma included_holds : forall p xs ys, on_wire p ->
  included xs ys = true -> in_boxes p xs = true -> in_boxes p ys = true.
Proof.
  intros p xs ys wire decided inside. unfold included in decided.
  pose proof (in_without p ys xs wire) as left_over.
  destruct (without ys xs); [| discriminate]. rewrite inside in left_over. simpl in left_over.
  destruct (in_boxes p ys); [reflexivity | discriminate].
Qed.

Lemma disjoint_holds : forall p xs ys, on_wire p ->
  disjoint xs ys = true -> in_boxes p xs = true -> in_boxes p ys = true -> False.
Proof.
  intros p xs ys wire decided one two.
  assert (inside : in_boxes p (intersect xs ys) = true) by (rewrite in_intersect, one, two;
    reflexivity).
  unfold in_boxes in inside. apply existsb_exists in inside. destruct inside as [b [member held]].
  unfold disjoint in decided. rewrite forallb_forall in decided.
  rewrite (empty_is_empty p b wire (decided b member)) in held. discriminate.
Qed.

Lemma all_empty : forall p bs, on_wire p -> forallb is_empty bs = true -> in_boxes p bs = false.
Proof.
  intros p bs wire empty. apply not_true_iff_false. intros inside.
  unfold in_boxes in inside. apply existsb_exists in inside. destruct inside as [b [member held]].
  rewrite forallb_forall in empty.
  rewrite (empty_is_empty p b wire (empty b member)) in held. discriminate.
Qed.

(** ** Rewrites *)

Lemma in_flat : forall {A} p (f : A -> Box) l,
  in_box p (flat_map f l) = forallb (fun a => in_box p (f a)) l.
Proof.
  intros A p f l. induction l as [| a rest step]; [reflexivity |].
  simpl. rewrite in_box_app, step. reflexivity.
Qed.

(** The rewritten packet lies in the image of the box. *)
Lemma image_holds : forall r b before after,
  rewrites r before after -> in_box before b = true -> in_box after (image_of_box r b) = true.
Proof.
  intros r b before after change inside. unfold image_of_box. rewrite in_flat.
  apply forallb_forall. intros f _. specialize (change f). unfold image_of_field.
  destruct (assignment r f) as [| g | values].
  - pose proof (in_on before b f inside) as kept. unfold in_box in *. rewrite forallb_forall in *.
    intros c member. specialize (kept c member).
    apply filter_In in member. destruct member as [_ this]. apply field_equal in this.
    unfold satisfies in *. rewrite this in *. rewrite change. exact kept.
  - pose proof (in_on before b g inside) as kept. unfold in_box in *. rewrite forallb_forall in *.
    intros c member. apply in_map_iff in member. destruct member as [c' [same member]]. subst c.
    specialize (kept c' member).
    apply filter_In in member. destruct member as [_ this]. apply field_equal in this.
    unfold satisfies in *. simpl. rewrite this in kept. rewrite change. exact kept.
  - unfold in_box, satisfies. simpl. rewrite change. reflexivity.
Qed.

(** A rewrite that fits keeps packets on the wire. *)
Lemma rewrite_on_wire : forall r before after,
  rewrite_fits r = true -> rewrites r before after -> on_wire before -> on_wire after.
Proof.
  intros r before after fits change wire f. unfold rewrite_fits in fits.
  rewrite forallb_forall in fits.
  specialize (fits f (every_field f)). specialize (change f).
  destruct (assignment r f) as [| g | values].
  - rewrite change. exact (wire f).
  - rewrite change. apply N.leb_le in fits. specialize (wire g). lia.
  - unfold within in change. rewrite andb_true_iff, !N.leb_le in *. lia.
Qed.

(** The packet with given field values. *)
Definition packet_of (value : Field -> N) : Packet :=
  {| family := value Family; source := value Source; destination := value Destination;
     protocol := value Protocol; source_port := value SourcePort;
     destination_port := value DestinationPort; icmp_type := value IcmpType;
     icmp_code := value IcmpCode; tcp_syn := value TcpSyn; tcp_ack := value TcpAck |}.

(** A rewrite that fits has a result for every packet. *)
Lemma rewrite_total : forall r before, rewrite_fits r = true ->
  exists after, rewrites r before after.
Proof.
  intros r before fits. unfold rewrite_fits in fits. rewrite forallb_forall in fits.
  exists (packet_of (fun f =>
    match assignment r f with Keep => read f before | Copy g => read g before
      | Choose values => low values end)).
  intros f. specialize (fits f (every_field f)).
  replace (read f (packet_of _)) with
    (match assignment r f with
     | Keep => read f before | Copy g => read g before | Choose values => low values end)
    by (destruct f; reflexivity).
  destruct (assignment r f) as [| g | values]; try reflexivity.
  unfold within. rewrite andb_true_iff in *. rewrite N.leb_refl. tauto.
Qed.
