(* The extracted interpreter and certificate checker as a program. `interpret`: snapshots and packets
   in, traces out, many cases in one run (Format.md). `check`: certificates
   (Specs/Certificates/Format1.md). *)

open Snapshot_text

(* Test-only: a rule of the model that is told wrongly on purpose. *)
let mistakes =
  Walk.
    [ ("source-check-ignored", M_SourceCheckIgnored);
      ("state-ignored", M_StateIgnored);
      ("other-direction-counts", M_OtherDirectionCounts);
      ("any-group-matches", M_AnyGroupMatches);
      ("replies-judged-by-rules", M_RepliesJudgedByRules);
      ("acl-not-on-arrival", M_AclNotOnArrival);
      ("acl-remembers", M_AclRemembers);
      ("acl-inside-subnet", M_AclInsideSubnet);
      ("blackhole-falls-back", M_BlackholeFallsBack);
      ("propagated-inside-local", M_PropagatedInsideLocal);
      ("shortest-prefix", M_ShortestPrefix);
      ("igw-takes-any-source", M_IgwTakesAnySource);
      ("igw-keeps-tag", M_IgwKeepsTag);
      ("eigw-admits-inbound", M_EigwAdmitsInbound);
      ("nat-keeps-source", M_NatKeepsSource);
      ("nat-forgets", M_NatForgets);
      ("nat-any-protocol", M_NatAnyProtocol);
      ("peering-ignores-state", M_PeeringIgnoresState);
      ("peering-ignores-source", M_PeeringIgnoresSource);
      ("endpoint-any-protocol", M_EndpointAnyProtocol);
      ("services-filtered", M_ServicesFiltered);
      ("lists-unread", M_ListsUnread);
      ("anyone-starts", M_AnyoneStarts);
      ("denial-of-igw-ignored", M_DenialOfIgwIgnored);
      ("neighbours-routed", M_NeighboursRouted);
      ("members-anywhere", M_MembersAnywhere);
      ("tag-survives-nat", M_TagSurvivesNat);
      ("regions-ignored", M_RegionsIgnored);
      ("icmp-code-ignored", M_IcmpCodeIgnored);
      ("last-entry-wins", M_LastEntryWins);
      ("filtered-installed", M_FilteredInstalled);
      ("ties-ignored", M_TiesIgnored);
      ("hidden-lists-ignored", M_HiddenListsIgnored);
      ("link-local-forwarded", M_LinkLocalForwarded);
      ("igw-to-private", M_IgwToPrivate);
      ("private-v6-leaves", M_PrivateV6Leaves);
      ("closed-ranges-answer", M_ClosedRangesAnswer);
      ("eigw-forgets", M_EigwForgets);
      ("nat-translates-twice", M_NatTranslatesTwice);
      ("replies-to-nat-need-route", M_RepliesToNatNeedRoute);
      ("peering-ignores-destination", M_PeeringIgnoresDestination);
      ("unknowns-forgotten", M_UnknownsForgotten) ]

type choice =
  | Address of Z.t * Z.t
  | Port of Z.t * Z.t
  | Tie of Z.t * Prefixes.coq_Prefix * Z.t

(* Absent choices mean the first possibility. *)
let choices made =
  let first f default = Option.value (List.find_map f made) ~default in
  { Walk.address_choice =
      (fun nat ->
        first (function Address (n, i) when Z.equal n nat -> Some i | _ -> None) Z.zero);
    port_choice =
      (fun nat ->
        first (function Port (n, p) when Z.equal n nat -> Some p | _ -> None) (Z.of_int 1024));
    tie_choice =
      (fun table c ->
        first
          (function Tie (t, under, i) when Z.equal t table && under = c -> Some i | _ -> None)
          Z.zero) }

let choice = function
  | [ "address"; nat; index ] -> Address (number nat, number index)
  | [ "port"; nat; port ] -> Port (number nat, number port)
  | [ "tie"; table; f; n; l; index ] -> Tie (number table, prefix f n l, number index)
  | words -> raise (Unreadable ("no choice: " ^ String.concat " " words))

type session = {
  net : Network.coq_Network;  (* in reverse while it is read *)
  ready : Network.coq_Network option;
  uncollected_open : bool;
  mistake : Walk.coq_Mistake option;
  forth : choice list;
  back : choice list;
}

let fresh =
  { net = empty; ready = None; uncollected_open = true; mistake = None; forth = []; back = [] }

let run session name from p =
  let net = match session.ready with Some net -> net | None -> in_order session.net in
  let wrong m = session.mistake = Some m in
  let e =
    Interpreter.exchange net session.uncollected_open wrong (choices session.forth)
      (choices session.back) p from in
  Printf.printf "case %s\n" name;
  Trace_text.leg stdout "forward" e.Interpreter.first_leg;
  Option.iter (Trace_text.leg stdout "return") e.Interpreter.second_leg;
  Printf.printf "outcome %s\n" (Trace_text.outcome (Interpreter.outcome p from e));
  { session with ready = Some net; forth = []; back = [] }

let line session text =
  match List.filter (fun w -> w <> "") (String.split_on_char ' ' text) with
  | [] -> session
  | [ "network" ] -> { fresh with mistake = session.mistake }
  | [ "uncollected"; "open" ] -> { session with uncollected_open = true }
  | [ "uncollected"; "unknown" ] -> { session with uncollected_open = false }
  | [ "mistake"; "none" ] -> { session with mistake = None }
  | [ "mistake"; name ] -> (
      match List.assoc_opt name mistakes with
      | Some m -> { session with mistake = Some m }
      | None -> raise (Unreadable ("no mistake: " ^ name)))
  | "forth" :: words -> { session with forth = choice words :: session.forth }
  | "back" :: words -> { session with back = choice words :: session.back }
  | "case" :: name :: from :: words -> run session name (emitter from) (packet words)
  | words ->
      if session.ready <> None then raise (Unreadable ("a snapshot goes on after a case: " ^ text));
      { session with net = add_line session.net words }

let interpret () =
  let rec go n session =
    match input_line stdin with
    | exception End_of_file -> 0
    | text -> (
        match line session text with
        | session -> go (n + 1) session
        | exception Unreadable why ->
            Printf.eprintf "line %d: %s\n" n why;
            2) in
  go 1 fresh

(* What `read` makes of a file, or why there is nothing. *)
let opened path read =
  match open_in path with
  | exception Sys_error why -> Error why
  | channel ->
      Fun.protect
        ~finally:(fun () -> close_in channel)
        (fun () ->
          match read channel with
          | answer -> Ok answer
          | exception Unreadable why -> Error (path ^ ": " ^ why))

(* Exit code and words of one certificate. *)
let judge ?about path =
  match opened path (fun channel -> Certificate_text.check ?about channel) with
  | Ok true -> (0, "accepted")
  | Ok false -> (1, "rejected")
  | Error why -> (2, why)

(* One line for each certificate, in order; the worst exit code. *)
let check_all ?about paths =
  List.fold_left
    (fun worst path ->
      let status, answer = judge ?about path in
      print_endline (if status = 2 then "unreadable " ^ answer else answer);
      max worst status)
    0 paths

let check ?about = function
  | [ path ] -> (
      match judge ?about path with
      | 2, why ->
          prerr_endline why;
          2
      | status, answer ->
          print_endline answer;
          status)
  | paths -> check_all ?about paths

(* Only certificates of the statement that the first file is about: the same graph, starts and claim. *)
let check_about known paths =
  match opened known Certificate_text.read with
  | Ok about -> check ~about paths
  | Error why ->
      prerr_endline why;
      2

let () =
  exit
    (match Array.to_list Sys.argv with
    | [ _; "interpret" ] -> interpret ()
    | _ :: "check" :: "--about" :: known :: (_ :: _ as paths) -> check_about known paths
    | _ :: "check" :: (_ :: _ as paths) -> check paths
    | [ _; "mistakes" ] ->
        List.iter (fun (name, _) -> print_endline name) mistakes;
        0
    | _ ->
        prerr_endline
          "usage: isola-verified interpret | check [--about CERTIFICATE] CERTIFICATE... | mistakes";
        2)
