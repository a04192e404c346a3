(* Reads a certificate with its graph and claim and runs the extracted checker on it;
   Specs/Certificates/Format1.md describes the text. *)

open Snapshot_text
module Numbers = ValueSets.Numbers

let field = function
  | "family" -> Packets.Family
  | "source" -> Packets.Source
  | "destination" -> Packets.Destination
  | "protocol" -> Packets.Protocol
  | "sport" -> Packets.SourcePort
  | "dport" -> Packets.DestinationPort
  | "type" -> Packets.IcmpType
  | "code" -> Packets.IcmpCode
  | "syn" -> Packets.TcpSyn
  | "ack" -> Packets.TcpAck
  | other -> raise (Unreadable ("no field: " ^ other))

let kind text =
  match split text with
  | "transit", None -> ForwardingGraph.Transit
  | "delivered", None -> ForwardingGraph.Delivered
  | "dropped", Some n -> ForwardingGraph.Dropped (number n)
  | "unknown", Some n -> ForwardingGraph.UnknownSink (number n)
  | _ -> raise (Unreadable ("no kind: " ^ text))

type claim = Safety | Guarantee | Exact

(* Tables are the search trees of the checker. Edges are in reverse while the text is read. *)
type certificate = {
  table : ValueSets.coq_Table;
  kinds : ForwardingGraph.coq_Kind Numbers.t;
  ranks : Z.t Numbers.t;
  edges : Certificates.coq_NamedEdge list;
  claim : claim option;
  starts : Certificates.coq_Annotation;
  bad : Certificates.coq_Annotation;
  receivers : Certificates.coq_Annotation;
  is_proof : bool;
  invariant : Certificates.coq_Annotation;
}

let add_once what table key value =
  if Numbers.mem key table then raise (Unreadable (what ^ " said twice: " ^ Z.to_string key));
  Numbers.add key value table

let rec intervals = function
  | [] -> []
  | low :: high :: rest -> { Boxes.low = number low; high = number high } :: intervals rest
  | [ word ] -> raise (Unreadable ("half an interval: " ^ word))

(* The number of a set that the text has named before. *)
let known c text =
  let n = number text in
  if not (Numbers.mem n c.table) then raise (Unreadable ("no set has the number " ^ text));
  n

let rec box c = function
  | [] -> []
  | f :: n :: rest ->
      let test = (field f, known c n) in
      test :: box c rest
  | words -> raise (Unreadable ("no test of a field: " ^ String.concat " " words))

let add_box c annotation location words =
  let l = number location in
  let others = Option.value (Numbers.find l annotation) ~default:[] in
  Numbers.add l (box c words :: others) annotation

let assignment c = function
  | [ "copy"; f ] -> Certificates.CopyOf (field f)
  | [ "choose"; n ] -> Certificates.OneOf (known c n)
  | words -> raise (Unreadable ("no assignment: " ^ String.concat " " words))

let change_edge change c =
  match c.edges with
  | e :: rest -> { c with edges = change e :: rest }
  | [] -> raise (Unreadable "a part of no edge")

let line c words =
  match (c.is_proof, words) with
  | _, [] -> c
  | _, "values" :: n :: words ->
      { c with table = add_once "set" c.table (number n) (intervals words) }
  | false, [ "location"; l; k ] ->
      { c with kinds = add_once "location" c.kinds (number l) (kind k) }
  | false, [ "edge"; tail; head ] ->
      let e =
        { Certificates.edge_tail = number tail; edge_head = number head; edge_guard = [];
          edge_rewrite = [] } in
      { c with edges = e :: c.edges }
  | false, "guard" :: words ->
      let b = box c words in
      change_edge
        (fun e -> { e with Certificates.edge_guard = b :: e.Certificates.edge_guard }) c
  | false, "set" :: f :: words ->
      let change = (field f, assignment c words) in
      change_edge
        (fun e -> { e with Certificates.edge_rewrite = e.Certificates.edge_rewrite @ [ change ] })
        c
  | false, [ "claim"; "safety" ] when c.claim = None -> { c with claim = Some Safety }
  | false, [ "claim"; "guarantee" ] when c.claim = None -> { c with claim = Some Guarantee }
  | false, [ "claim"; "exact" ] when c.claim = None -> { c with claim = Some Exact }
  | false, "start" :: l :: words -> { c with starts = add_box c c.starts l words }
  | false, "bad" :: l :: words -> { c with bad = add_box c c.bad l words }
  | false, "receiver" :: l :: words -> { c with receivers = add_box c c.receivers l words }
  | false, [ "proof" ] -> { c with is_proof = true }
  | true, "invariant" :: l :: words -> { c with invariant = add_box c c.invariant l words }
  | true, [ "rank"; l; n ] -> { c with ranks = add_once "rank" c.ranks (number l) (number n) }
  | _, words -> raise (Unreadable ("no line of a certificate here: " ^ String.concat " " words))

let read channel =
  let rec go n c =
    match input_line channel with
    | exception End_of_file -> c
    | text -> (
        match List.filter (fun w -> w <> "") (String.split_on_char ' ' text) with
        | "#" :: _ -> go (n + 1) c
        | words -> (
            match line c words with
            | c -> go (n + 1) c
            | exception Unreadable why -> raise (Unreadable (Printf.sprintf "line %d: %s" n why))))
  in
  (match input_line channel with
  | "isola-certificate 1" -> ()
  | _ | (exception End_of_file) -> raise (Unreadable "line 1: no `isola-certificate 1`"));
  go 2
    { table = Numbers.empty; kinds = Numbers.empty; ranks = Numbers.empty; edges = [];
      claim = None; starts = Numbers.empty; bad = Numbers.empty; receivers = Numbers.empty;
      is_proof = false; invariant = Numbers.empty }

(* What a certificate is about, whatever numbers its sets have and however it is proved. *)
let statement c =
  let set n = Numbers.find n c.table in
  let boxes = List.map (List.map (fun (f, n) -> (f, set n))) in
  let rewrite =
    List.map (fun (f, a) ->
        (f, match a with
           | Certificates.CopyOf g -> Either.Left g
           | Certificates.OneOf n -> Either.Right (set n))) in
  let edge e =
    ( e.Certificates.edge_tail, e.Certificates.edge_head, boxes e.Certificates.edge_guard,
      rewrite e.Certificates.edge_rewrite ) in
  let places a = List.map (fun (l, bs) -> (l, boxes bs)) (Numbers.elements a) in
  ( c.claim, Numbers.elements c.kinds, List.map edge c.edges, places c.starts, places c.bad,
    places c.receivers )

let complete c =
  if not c.is_proof then raise (Unreadable "no line `proof`");
  if c.claim = None then raise (Unreadable "no claim");
  c

(* The answer of the extracted checker. With the certificate of a statement: no to any other one. *)
let check ?about channel =
  let c = complete (read channel) in
  let is_about =
    match about with
    | None -> true
    | Some known -> statement c = statement known in
  let graph =
    { Certificates.table = c.table; kinds = c.kinds; named_edges = List.rev c.edges } in
  let guarantee = { Certificates.sources = c.starts; receivers = c.receivers } in
  is_about
  &&
  match c.claim with
  | None -> false
  | Some Safety ->
      let claim = { Certificates.starts = c.starts; bad = c.bad } in
      Certificates.check_safety graph claim c.invariant
  | Some Guarantee -> Certificates.check_guarantee graph guarantee c.invariant c.ranks
  | Some Exact -> Certificates.check_exact_guarantee graph guarantee c.invariant c.ranks
