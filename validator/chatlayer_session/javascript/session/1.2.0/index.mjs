// Generated from the schemas of chatlayer-session by `python -m tools.codegen write javascript`; do not edit.
"use strict";
export const validateAnswer = validate52;
const schema19 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:answer:open-bare","title":"answer","type":"object","properties":{"session":{"anyOf":[{"$ref":"urn:chatlayer-session:session:1.2.0:write:open-bare"},{"type":"array","items":{"$ref":"urn:chatlayer-session:session:1.2.0:write:open-bare"}},{"type":"null"}]},"messages":{},"action":{"anyOf":[{"$ref":"urn:chatlayer-session:session:1.2.0:answer:open-bare:action"},{"type":"null"}]},"nextDialogstate":{}}};
const schema20 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:write:open-bare","title":"write","type":"object","required":["namespace","data"],"properties":{"namespace":{"$ref":"urn:chatlayer-session:session:1.2.0:write:open-bare:namespace"},"data":{}}};
const schema21 = {"type":"string","pattern":"[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]","not":{"pattern":"^[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(internal|sys)[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(\\.|$)"},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:write:open-bare:namespace"};
const pattern3 = new RegExp("^[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(internal|sys)[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(\\.|$)", "u");
const pattern4 = new RegExp("[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]", "u");

function validate54(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate54.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
const _errs2 = errors;
if(typeof data === "string"){
if(!pattern3.test(data)){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var valid0 = _errs2 === errors;
if(valid0){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/$defs/namespace/not",keyword:"not",params:{},message:"must NOT be valid"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(typeof data === "string"){
if(!pattern4.test(data)){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/$defs/namespace/pattern",keyword:"pattern",params:{pattern: "[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]"},message:"must match pattern \""+"[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]"+"\""};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/$defs/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate54.errors = vErrors;
return errors === 0;
}
validate54.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate53(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate53.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.namespace === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/required",keyword:"required",params:{missingProperty: "namespace"},message:"must have required property '"+"namespace"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.data === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/required",keyword:"required",params:{missingProperty: "data"},message:"must have required property '"+"data"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.namespace !== undefined){
if(!(validate54(data.namespace, {instancePath:instancePath+"/namespace",parentData:data,parentDataProperty:"namespace",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate54.errors : vErrors.concat(validate54.errors);
errors = vErrors.length;
}
}
}
else {
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate53.errors = vErrors;
return errors === 0;
}
validate53.evaluated = {"props":{"namespace":true,"data":true},"dynamicProps":false,"dynamicItems":false};

const schema22 = {"type":"object","properties":{"nextDialogstate":{"type":"string"}},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:answer:open-bare:action"};

function validate58(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate58.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.nextDialogstate !== undefined){
if(typeof data.nextDialogstate !== "string"){
const err0 = {instancePath:instancePath+"/nextDialogstate",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/$defs/action/properties/nextDialogstate/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
}
else {
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/$defs/action/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate58.errors = vErrors;
return errors === 0;
}
validate58.evaluated = {"props":{"nextDialogstate":true},"dynamicProps":false,"dynamicItems":false};


function validate52(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate52.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.session !== undefined){
let data0 = data.session;
const _errs2 = errors;
let valid1 = false;
const _errs3 = errors;
if(!(validate53(data0, {instancePath:instancePath+"/session",parentData:data,parentDataProperty:"session",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid1 = valid1 || _valid0;
if(_valid0){
var props0 = {};
props0.namespace = true;
props0.data = true;
}
const _errs4 = errors;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate53(data0[i0], {instancePath:instancePath+"/session/" + i0,parentData:data0,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate53.errors : vErrors.concat(validate53.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/properties/session/anyOf/1/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs4 === errors;
valid1 = valid1 || _valid0;
const _errs7 = errors;
if(data0 !== null){
const err1 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/properties/session/anyOf/2/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs7 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const err2 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/properties/session/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs2;
if(vErrors !== null){
if(_errs2){
vErrors.length = _errs2;
}
else {
vErrors = null;
}
}
}
}
if(data.action !== undefined){
let data2 = data.action;
const _errs10 = errors;
let valid4 = false;
const _errs11 = errors;
if(!(validate58(data2, {instancePath:instancePath+"/action",parentData:data,parentDataProperty:"action",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate58.errors : vErrors.concat(validate58.errors);
errors = vErrors.length;
}
var _valid1 = _errs11 === errors;
valid4 = valid4 || _valid1;
if(_valid1){
var props1 = {};
props1.nextDialogstate = true;
}
const _errs12 = errors;
if(data2 !== null){
const err3 = {instancePath:instancePath+"/action",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/properties/action/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid1 = _errs12 === errors;
valid4 = valid4 || _valid1;
if(!valid4){
const err4 = {instancePath:instancePath+"/action",schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/properties/action/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
errors = _errs10;
if(vErrors !== null){
if(_errs10){
vErrors.length = _errs10;
}
else {
vErrors = null;
}
}
}
}
}
else {
const err5 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
validate52.errors = vErrors;
return errors === 0;
}
validate52.evaluated = {"props":{"session":true,"messages":true,"action":true,"nextDialogstate":true},"dynamicProps":false,"dynamicItems":false};

const strictAnswer = validate60;
const schema23 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:answer:closed-bare","title":"answer","type":"object","properties":{"session":{"anyOf":[{"$ref":"urn:chatlayer-session:session:1.2.0:write:closed-bare"},{"type":"array","items":{"$ref":"urn:chatlayer-session:session:1.2.0:write:closed-bare"}},{"type":"null"}]},"messages":{},"action":{"anyOf":[{"$ref":"urn:chatlayer-session:session:1.2.0:answer:closed-bare:action"},{"type":"null"}]},"nextDialogstate":{}},"unevaluatedProperties":false};
const schema24 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:write:closed-bare","title":"write","type":"object","required":["namespace","data"],"properties":{"namespace":{"$ref":"urn:chatlayer-session:session:1.2.0:write:closed-bare:namespace"},"data":{}},"unevaluatedProperties":false};
const schema25 = {"type":"string","pattern":"[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]","not":{"pattern":"^[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(internal|sys)[\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]*(\\.|$)"},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:write:closed-bare:namespace"};

function validate62(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate62.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
const _errs1 = errors;
const _errs2 = errors;
if(typeof data === "string"){
if(!pattern3.test(data)){
const err0 = {};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
var valid0 = _errs2 === errors;
if(valid0){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/$defs/namespace/not",keyword:"not",params:{},message:"must NOT be valid"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
else {
errors = _errs1;
if(vErrors !== null){
if(_errs1){
vErrors.length = _errs1;
}
else {
vErrors = null;
}
}
}
if(typeof data === "string"){
if(!pattern4.test(data)){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/$defs/namespace/pattern",keyword:"pattern",params:{pattern: "[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]"},message:"must match pattern \""+"[^\\t-\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff]"+"\""};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/$defs/namespace/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate62.errors = vErrors;
return errors === 0;
}
validate62.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate61(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate61.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.namespace === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/required",keyword:"required",params:{missingProperty: "namespace"},message:"must have required property '"+"namespace"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.data === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/required",keyword:"required",params:{missingProperty: "data"},message:"must have required property '"+"data"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.namespace !== undefined){
if(!(validate62(data.namespace, {instancePath:instancePath+"/namespace",parentData:data,parentDataProperty:"namespace",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate62.errors : vErrors.concat(validate62.errors);
errors = vErrors.length;
}
}
for(const key0 in data){
if((key0 !== "namespace") && (key0 !== "data")){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
}
else {
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:write:closed#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate61.errors = vErrors;
return errors === 0;
}
validate61.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema26 = {"type":"object","properties":{"nextDialogstate":{"type":"string"}},"unevaluatedProperties":false,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:answer:closed-bare:action"};

function validate66(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate66.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.nextDialogstate !== undefined){
if(typeof data.nextDialogstate !== "string"){
const err0 = {instancePath:instancePath+"/nextDialogstate",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/$defs/action/properties/nextDialogstate/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
for(const key0 in data){
if(key0 !== "nextDialogstate"){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/$defs/action/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
}
else {
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/$defs/action/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate66.errors = vErrors;
return errors === 0;
}
validate66.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate60(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate60.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.session !== undefined){
let data0 = data.session;
const _errs2 = errors;
let valid1 = false;
const _errs3 = errors;
if(!(validate61(data0, {instancePath:instancePath+"/session",parentData:data,parentDataProperty:"session",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
var _valid0 = _errs3 === errors;
valid1 = valid1 || _valid0;
const _errs4 = errors;
if(Array.isArray(data0)){
const len0 = data0.length;
for(let i0=0; i0<len0; i0++){
if(!(validate61(data0[i0], {instancePath:instancePath+"/session/" + i0,parentData:data0,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate61.errors : vErrors.concat(validate61.errors);
errors = vErrors.length;
}
}
}
else {
const err0 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/properties/session/anyOf/1/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
var _valid0 = _errs4 === errors;
valid1 = valid1 || _valid0;
const _errs7 = errors;
if(data0 !== null){
const err1 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/properties/session/anyOf/2/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
var _valid0 = _errs7 === errors;
valid1 = valid1 || _valid0;
if(!valid1){
const err2 = {instancePath:instancePath+"/session",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/properties/session/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
else {
errors = _errs2;
if(vErrors !== null){
if(_errs2){
vErrors.length = _errs2;
}
else {
vErrors = null;
}
}
}
}
if(data.action !== undefined){
let data2 = data.action;
const _errs10 = errors;
let valid4 = false;
const _errs11 = errors;
if(!(validate66(data2, {instancePath:instancePath+"/action",parentData:data,parentDataProperty:"action",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate66.errors : vErrors.concat(validate66.errors);
errors = vErrors.length;
}
var _valid1 = _errs11 === errors;
valid4 = valid4 || _valid1;
const _errs12 = errors;
if(data2 !== null){
const err3 = {instancePath:instancePath+"/action",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/properties/action/anyOf/1/type",keyword:"type",params:{type: "null"},message:"must be null"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
var _valid1 = _errs12 === errors;
valid4 = valid4 || _valid1;
if(!valid4){
const err4 = {instancePath:instancePath+"/action",schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/properties/action/anyOf",keyword:"anyOf",params:{},message:"must match a schema in anyOf"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
else {
errors = _errs10;
if(vErrors !== null){
if(_errs10){
vErrors.length = _errs10;
}
else {
vErrors = null;
}
}
}
}
for(const key0 in data){
if((((key0 !== "session") && (key0 !== "messages")) && (key0 !== "action")) && (key0 !== "nextDialogstate")){
const err5 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:answer:closed#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate60.errors = vErrors;
return errors === 0;
}
validate60.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateInternal = validate68;
const schema27 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:open-bare","title":"internal","type":"object","required":["botId","sessionId","version","channel","user","preferredLanguage","locale","nlp","currentDialogstate","previousDialogstate"],"properties":{"botId":{"type":"string"},"sessionId":{"type":"string"},"version":{"type":"string","enum":["DRAFT","LIVE"]},"channel":{"type":"string"},"user":{"type":"object","properties":{"firstName":{"type":"string"},"lastName":{},"fullName":{}}},"preferredLanguage":{"type":"string"},"locale":{"type":"string"},"nlp":{"type":"object","properties":{"expression":{"type":"string"},"intent":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:intent"},"entities":{"type":"array"},"intents":{"type":"array","items":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:intent"}},"sentiment":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:sentiment"}}},"currentDialogstate":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:dialogState"},"previousDialogstate":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:dialogState"},"messageContent":{"type":"string"},"messageType":{"type":"string","enum":["intro","postback","text","upload"]},"lastIntent":{},"history":{},"input":{},"sinchConversationAPI":{},"channelDetails":{},"isPaused":{},"offload":{}}};
const schema28 = {"type":"object","required":["name","score"],"properties":{"name":{"type":"string"},"score":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:score"}},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:open-bare:intent"};
const schema29 = {"type":"number","minimum":0,"maximum":1,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:open-bare:score"};

function validate70(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate70.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((typeof data == "number") && (isFinite(data))){
if(data > 1 || isNaN(data)){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/score/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1},message:"must be <= 1"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data < 0 || isNaN(data)){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/score/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/score/type",keyword:"type",params:{type: "number"},message:"must be number"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate70.errors = vErrors;
return errors === 0;
}
validate70.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate69(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate69.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/intent/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.score === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/intent/required",keyword:"required",params:{missingProperty: "score"},message:"must have required property '"+"score"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err2 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/intent/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.score !== undefined){
if(!(validate70(data.score, {instancePath:instancePath+"/score",parentData:data,parentDataProperty:"score",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/intent/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate69.errors = vErrors;
return errors === 0;
}
validate69.evaluated = {"props":{"name":true,"score":true},"dynamicProps":false,"dynamicItems":false};

const schema30 = {"type":"object","required":["name","score"],"properties":{"name":{"type":"string"},"score":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare:score"}},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:open-bare:sentiment"};

function validate74(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate74.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/sentiment/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.score === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/sentiment/required",keyword:"required",params:{missingProperty: "score"},message:"must have required property '"+"score"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err2 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/sentiment/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.score !== undefined){
if(!(validate70(data.score, {instancePath:instancePath+"/score",parentData:data,parentDataProperty:"score",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate70.errors : vErrors.concat(validate70.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/sentiment/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
validate74.errors = vErrors;
return errors === 0;
}
validate74.evaluated = {"props":{"name":true,"score":true},"dynamicProps":false,"dynamicItems":false};

const schema31 = {"type":"object","required":["name","id","type"],"properties":{"name":{"type":"string"},"id":{"type":"string"},"type":{"type":"string"}},"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:open-bare:dialogState"};

function validate77(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate77.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.id === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "id"},message:"must have required property '"+"id"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.type === undefined){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err3 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.id !== undefined){
if(typeof data.id !== "string"){
const err4 = {instancePath:instancePath+"/id",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/properties/id/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.type !== undefined){
if(typeof data.type !== "string"){
const err5 = {instancePath:instancePath+"/type",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
}
else {
const err6 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/$defs/dialogState/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
validate77.errors = vErrors;
return errors === 0;
}
validate77.evaluated = {"props":{"name":true,"id":true,"type":true},"dynamicProps":false,"dynamicItems":false};


function validate68(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate68.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.botId === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "botId"},message:"must have required property '"+"botId"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.sessionId === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "sessionId"},message:"must have required property '"+"sessionId"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.version === undefined){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "version"},message:"must have required property '"+"version"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.channel === undefined){
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "channel"},message:"must have required property '"+"channel"+"'"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.user === undefined){
const err4 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "user"},message:"must have required property '"+"user"+"'"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.preferredLanguage === undefined){
const err5 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "preferredLanguage"},message:"must have required property '"+"preferredLanguage"+"'"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.locale === undefined){
const err6 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "locale"},message:"must have required property '"+"locale"+"'"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.nlp === undefined){
const err7 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "nlp"},message:"must have required property '"+"nlp"+"'"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data.currentDialogstate === undefined){
const err8 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "currentDialogstate"},message:"must have required property '"+"currentDialogstate"+"'"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data.previousDialogstate === undefined){
const err9 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/required",keyword:"required",params:{missingProperty: "previousDialogstate"},message:"must have required property '"+"previousDialogstate"+"'"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data.botId !== undefined){
if(typeof data.botId !== "string"){
const err10 = {instancePath:instancePath+"/botId",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/botId/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.sessionId !== undefined){
if(typeof data.sessionId !== "string"){
const err11 = {instancePath:instancePath+"/sessionId",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/sessionId/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.version !== undefined){
let data2 = data.version;
if(typeof data2 !== "string"){
const err12 = {instancePath:instancePath+"/version",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/version/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data2 === "DRAFT") || (data2 === "LIVE"))){
const err13 = {instancePath:instancePath+"/version",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/version/enum",keyword:"enum",params:{allowedValues: schema27.properties.version.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.channel !== undefined){
if(typeof data.channel !== "string"){
const err14 = {instancePath:instancePath+"/channel",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/channel/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.user !== undefined){
let data4 = data.user;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.firstName !== undefined){
if(typeof data4.firstName !== "string"){
const err15 = {instancePath:instancePath+"/user/firstName",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/user/properties/firstName/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/user",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/user/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.preferredLanguage !== undefined){
if(typeof data.preferredLanguage !== "string"){
const err17 = {instancePath:instancePath+"/preferredLanguage",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/preferredLanguage/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.locale !== undefined){
if(typeof data.locale !== "string"){
const err18 = {instancePath:instancePath+"/locale",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/locale/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.nlp !== undefined){
let data8 = data.nlp;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.expression !== undefined){
if(typeof data8.expression !== "string"){
const err19 = {instancePath:instancePath+"/nlp/expression",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/nlp/properties/expression/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data8.intent !== undefined){
if(!(validate69(data8.intent, {instancePath:instancePath+"/nlp/intent",parentData:data8,parentDataProperty:"intent",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
errors = vErrors.length;
}
}
if(data8.entities !== undefined){
if(!(Array.isArray(data8.entities))){
const err20 = {instancePath:instancePath+"/nlp/entities",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/nlp/properties/entities/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data8.intents !== undefined){
let data12 = data8.intents;
if(Array.isArray(data12)){
const len0 = data12.length;
for(let i0=0; i0<len0; i0++){
if(!(validate69(data12[i0], {instancePath:instancePath+"/nlp/intents/" + i0,parentData:data12,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate69.errors : vErrors.concat(validate69.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath:instancePath+"/nlp/intents",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/nlp/properties/intents/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.sentiment !== undefined){
if(!(validate74(data8.sentiment, {instancePath:instancePath+"/nlp/sentiment",parentData:data8,parentDataProperty:"sentiment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate74.errors : vErrors.concat(validate74.errors);
errors = vErrors.length;
}
}
}
else {
const err22 = {instancePath:instancePath+"/nlp",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/nlp/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.currentDialogstate !== undefined){
if(!(validate77(data.currentDialogstate, {instancePath:instancePath+"/currentDialogstate",parentData:data,parentDataProperty:"currentDialogstate",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors);
errors = vErrors.length;
}
}
if(data.previousDialogstate !== undefined){
if(!(validate77(data.previousDialogstate, {instancePath:instancePath+"/previousDialogstate",parentData:data,parentDataProperty:"previousDialogstate",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate77.errors : vErrors.concat(validate77.errors);
errors = vErrors.length;
}
}
if(data.messageContent !== undefined){
if(typeof data.messageContent !== "string"){
const err23 = {instancePath:instancePath+"/messageContent",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/messageContent/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.messageType !== undefined){
let data18 = data.messageType;
if(typeof data18 !== "string"){
const err24 = {instancePath:instancePath+"/messageType",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/messageType/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
if(!((((data18 === "intro") || (data18 === "postback")) || (data18 === "text")) || (data18 === "upload"))){
const err25 = {instancePath:instancePath+"/messageType",schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/properties/messageType/enum",keyword:"enum",params:{allowedValues: schema27.properties.messageType.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate68.errors = vErrors;
return errors === 0;
}
validate68.evaluated = {"props":{"botId":true,"sessionId":true,"version":true,"channel":true,"user":true,"preferredLanguage":true,"locale":true,"nlp":true,"currentDialogstate":true,"previousDialogstate":true,"messageContent":true,"messageType":true,"lastIntent":true,"history":true,"input":true,"sinchConversationAPI":true,"channelDetails":true,"isPaused":true,"offload":true},"dynamicProps":false,"dynamicItems":false};

const strictInternal = validate80;
const schema32 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:closed-bare","title":"internal","type":"object","required":["botId","sessionId","version","channel","user","preferredLanguage","locale","nlp","currentDialogstate","previousDialogstate"],"properties":{"botId":{"type":"string"},"sessionId":{"type":"string"},"version":{"type":"string","enum":["DRAFT","LIVE"]},"channel":{"type":"string"},"user":{"type":"object","properties":{"firstName":{"type":"string"},"lastName":{},"fullName":{}},"unevaluatedProperties":false},"preferredLanguage":{"type":"string"},"locale":{"type":"string"},"nlp":{"type":"object","properties":{"expression":{"type":"string"},"intent":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:intent"},"entities":{"type":"array"},"intents":{"type":"array","items":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:intent"}},"sentiment":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:sentiment"}},"unevaluatedProperties":false},"currentDialogstate":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:dialogState"},"previousDialogstate":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:dialogState"},"messageContent":{"type":"string"},"messageType":{"type":"string","enum":["intro","postback","text","upload"]},"lastIntent":{},"history":{},"input":{},"sinchConversationAPI":{},"channelDetails":{},"isPaused":{},"offload":{}},"unevaluatedProperties":false};
const schema33 = {"type":"object","required":["name","score"],"properties":{"name":{"type":"string"},"score":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:score"}},"unevaluatedProperties":false,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:intent"};
const schema34 = {"type":"number","minimum":0,"maximum":1,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:score"};

function validate82(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate82.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if((typeof data == "number") && (isFinite(data))){
if(data > 1 || isNaN(data)){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/score/maximum",keyword:"maximum",params:{comparison: "<=", limit: 1},message:"must be <= 1"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data < 0 || isNaN(data)){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/score/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0},message:"must be >= 0"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
else {
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/score/type",keyword:"type",params:{type: "number"},message:"must be number"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
validate82.errors = vErrors;
return errors === 0;
}
validate82.evaluated = {"dynamicProps":false,"dynamicItems":false};


function validate81(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate81.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/intent/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.score === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/intent/required",keyword:"required",params:{missingProperty: "score"},message:"must have required property '"+"score"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err2 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/intent/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.score !== undefined){
if(!(validate82(data.score, {instancePath:instancePath+"/score",parentData:data,parentDataProperty:"score",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate82.errors : vErrors.concat(validate82.errors);
errors = vErrors.length;
}
}
for(const key0 in data){
if((key0 !== "name") && (key0 !== "score")){
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/intent/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/intent/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate81.errors = vErrors;
return errors === 0;
}
validate81.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema35 = {"type":"object","required":["name","score"],"properties":{"name":{"type":"string"},"score":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:score"}},"unevaluatedProperties":false,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:sentiment"};

function validate86(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate86.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/sentiment/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.score === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/sentiment/required",keyword:"required",params:{missingProperty: "score"},message:"must have required property '"+"score"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err2 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/sentiment/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.score !== undefined){
if(!(validate82(data.score, {instancePath:instancePath+"/score",parentData:data,parentDataProperty:"score",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate82.errors : vErrors.concat(validate82.errors);
errors = vErrors.length;
}
}
for(const key0 in data){
if((key0 !== "name") && (key0 !== "score")){
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/sentiment/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/sentiment/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate86.errors = vErrors;
return errors === 0;
}
validate86.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const schema36 = {"type":"object","required":["name","id","type"],"properties":{"name":{"type":"string"},"id":{"type":"string"},"type":{"type":"string"}},"unevaluatedProperties":false,"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:internal:closed-bare:dialogState"};

function validate89(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate89.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.name === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "name"},message:"must have required property '"+"name"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.id === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "id"},message:"must have required property '"+"id"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.type === undefined){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/required",keyword:"required",params:{missingProperty: "type"},message:"must have required property '"+"type"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.name !== undefined){
if(typeof data.name !== "string"){
const err3 = {instancePath:instancePath+"/name",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/properties/name/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.id !== undefined){
if(typeof data.id !== "string"){
const err4 = {instancePath:instancePath+"/id",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/properties/id/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.type !== undefined){
if(typeof data.type !== "string"){
const err5 = {instancePath:instancePath+"/type",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/properties/type/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
for(const key0 in data){
if(((key0 !== "name") && (key0 !== "id")) && (key0 !== "type")){
const err6 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
}
else {
const err7 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/$defs/dialogState/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
validate89.errors = vErrors;
return errors === 0;
}
validate89.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};


function validate80(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate80.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.botId === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "botId"},message:"must have required property '"+"botId"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.sessionId === undefined){
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "sessionId"},message:"must have required property '"+"sessionId"+"'"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
if(data.version === undefined){
const err2 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "version"},message:"must have required property '"+"version"+"'"};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
if(data.channel === undefined){
const err3 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "channel"},message:"must have required property '"+"channel"+"'"};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
if(data.user === undefined){
const err4 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "user"},message:"must have required property '"+"user"+"'"};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
if(data.preferredLanguage === undefined){
const err5 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "preferredLanguage"},message:"must have required property '"+"preferredLanguage"+"'"};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(data.locale === undefined){
const err6 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "locale"},message:"must have required property '"+"locale"+"'"};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
if(data.nlp === undefined){
const err7 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "nlp"},message:"must have required property '"+"nlp"+"'"};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
if(data.currentDialogstate === undefined){
const err8 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "currentDialogstate"},message:"must have required property '"+"currentDialogstate"+"'"};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
if(data.previousDialogstate === undefined){
const err9 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/required",keyword:"required",params:{missingProperty: "previousDialogstate"},message:"must have required property '"+"previousDialogstate"+"'"};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(data.botId !== undefined){
if(typeof data.botId !== "string"){
const err10 = {instancePath:instancePath+"/botId",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/botId/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.sessionId !== undefined){
if(typeof data.sessionId !== "string"){
const err11 = {instancePath:instancePath+"/sessionId",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/sessionId/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
if(data.version !== undefined){
let data2 = data.version;
if(typeof data2 !== "string"){
const err12 = {instancePath:instancePath+"/version",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/version/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
if(!((data2 === "DRAFT") || (data2 === "LIVE"))){
const err13 = {instancePath:instancePath+"/version",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/version/enum",keyword:"enum",params:{allowedValues: schema32.properties.version.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.channel !== undefined){
if(typeof data.channel !== "string"){
const err14 = {instancePath:instancePath+"/channel",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/channel/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data.user !== undefined){
let data4 = data.user;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
if(data4.firstName !== undefined){
if(typeof data4.firstName !== "string"){
const err15 = {instancePath:instancePath+"/user/firstName",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/user/properties/firstName/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
for(const key0 in data4){
if(((key0 !== "firstName") && (key0 !== "lastName")) && (key0 !== "fullName")){
const err16 = {instancePath:instancePath+"/user",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/user/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key0},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
}
else {
const err17 = {instancePath:instancePath+"/user",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/user/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
if(data.preferredLanguage !== undefined){
if(typeof data.preferredLanguage !== "string"){
const err18 = {instancePath:instancePath+"/preferredLanguage",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/preferredLanguage/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.locale !== undefined){
if(typeof data.locale !== "string"){
const err19 = {instancePath:instancePath+"/locale",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/locale/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.nlp !== undefined){
let data8 = data.nlp;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
if(data8.expression !== undefined){
if(typeof data8.expression !== "string"){
const err20 = {instancePath:instancePath+"/nlp/expression",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/nlp/properties/expression/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data8.intent !== undefined){
if(!(validate81(data8.intent, {instancePath:instancePath+"/nlp/intent",parentData:data8,parentDataProperty:"intent",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
if(data8.entities !== undefined){
if(!(Array.isArray(data8.entities))){
const err21 = {instancePath:instancePath+"/nlp/entities",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/nlp/properties/entities/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.intents !== undefined){
let data12 = data8.intents;
if(Array.isArray(data12)){
const len0 = data12.length;
for(let i0=0; i0<len0; i0++){
if(!(validate81(data12[i0], {instancePath:instancePath+"/nlp/intents/" + i0,parentData:data12,parentDataProperty:i0,rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate81.errors : vErrors.concat(validate81.errors);
errors = vErrors.length;
}
}
}
else {
const err22 = {instancePath:instancePath+"/nlp/intents",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/nlp/properties/intents/type",keyword:"type",params:{type: "array"},message:"must be array"};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data8.sentiment !== undefined){
if(!(validate86(data8.sentiment, {instancePath:instancePath+"/nlp/sentiment",parentData:data8,parentDataProperty:"sentiment",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate86.errors : vErrors.concat(validate86.errors);
errors = vErrors.length;
}
}
for(const key1 in data8){
if(((((key1 !== "expression") && (key1 !== "intent")) && (key1 !== "entities")) && (key1 !== "intents")) && (key1 !== "sentiment")){
const err23 = {instancePath:instancePath+"/nlp",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/nlp/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key1},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
else {
const err24 = {instancePath:instancePath+"/nlp",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/nlp/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.currentDialogstate !== undefined){
if(!(validate89(data.currentDialogstate, {instancePath:instancePath+"/currentDialogstate",parentData:data,parentDataProperty:"currentDialogstate",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
}
if(data.previousDialogstate !== undefined){
if(!(validate89(data.previousDialogstate, {instancePath:instancePath+"/previousDialogstate",parentData:data,parentDataProperty:"previousDialogstate",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate89.errors : vErrors.concat(validate89.errors);
errors = vErrors.length;
}
}
if(data.messageContent !== undefined){
if(typeof data.messageContent !== "string"){
const err25 = {instancePath:instancePath+"/messageContent",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/messageContent/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.messageType !== undefined){
let data18 = data.messageType;
if(typeof data18 !== "string"){
const err26 = {instancePath:instancePath+"/messageType",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/messageType/type",keyword:"type",params:{type: "string"},message:"must be string"};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(!((((data18 === "intro") || (data18 === "postback")) || (data18 === "text")) || (data18 === "upload"))){
const err27 = {instancePath:instancePath+"/messageType",schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/properties/messageType/enum",keyword:"enum",params:{allowedValues: schema32.properties.messageType.enum},message:"must be equal to one of the allowed values"};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
for(const key2 in data){
if(((((((((((((((((((key2 !== "botId") && (key2 !== "sessionId")) && (key2 !== "version")) && (key2 !== "channel")) && (key2 !== "user")) && (key2 !== "preferredLanguage")) && (key2 !== "locale")) && (key2 !== "nlp")) && (key2 !== "currentDialogstate")) && (key2 !== "previousDialogstate")) && (key2 !== "messageContent")) && (key2 !== "messageType")) && (key2 !== "lastIntent")) && (key2 !== "history")) && (key2 !== "input")) && (key2 !== "sinchConversationAPI")) && (key2 !== "channelDetails")) && (key2 !== "isPaused")) && (key2 !== "offload")){
const err28 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/unevaluatedProperties",keyword:"unevaluatedProperties",params:{unevaluatedProperty: key2},message:"must NOT have unevaluated properties"};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
else {
const err29 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:internal:closed#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
validate80.errors = vErrors;
return errors === 0;
}
validate80.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateSession = validate92;
const schema37 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:session:open-bare","title":"session","type":"object","required":["internal"],"properties":{"internal":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:open-bare"},"botId":{},"id":{},"__sharding_region":{},"__channel":{},"botType":{},"fbid":{},"firstname":{},"lastname":{},"isEmulator":{},"locale":{},"preferredLanguage":{},"sys":{},"events":{},"apps":{},"uploadedFileUrl":{},"session":{}},"additionalProperties":true};

function validate92(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate92.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.internal === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:session#/required",keyword:"required",params:{missingProperty: "internal"},message:"must have required property '"+"internal"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.internal !== undefined){
if(!(validate68(data.internal, {instancePath:instancePath+"/internal",parentData:data,parentDataProperty:"internal",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate68.errors : vErrors.concat(validate68.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:session#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate92.errors = vErrors;
return errors === 0;
}
validate92.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

const strictSession = validate94;
const schema38 = {"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"urn:chatlayer-session:session:1.2.0:session:closed-bare","title":"session","type":"object","required":["internal"],"properties":{"internal":{"$ref":"urn:chatlayer-session:session:1.2.0:internal:closed-bare"},"botId":{},"id":{},"__sharding_region":{},"__channel":{},"botType":{},"fbid":{},"firstname":{},"lastname":{},"isEmulator":{},"locale":{},"preferredLanguage":{},"sys":{},"events":{},"apps":{},"uploadedFileUrl":{},"session":{}},"additionalProperties":true};

function validate94(data, {instancePath="", parentData, parentDataProperty, rootData=data, dynamicAnchors={}}={}){
let vErrors = null;
let errors = 0;
const evaluated0 = validate94.evaluated;
if(evaluated0.dynamicProps){
evaluated0.props = undefined;
}
if(evaluated0.dynamicItems){
evaluated0.items = undefined;
}
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.internal === undefined){
const err0 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:session:closed#/required",keyword:"required",params:{missingProperty: "internal"},message:"must have required property '"+"internal"+"'"};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(data.internal !== undefined){
if(!(validate80(data.internal, {instancePath:instancePath+"/internal",parentData:data,parentDataProperty:"internal",rootData,dynamicAnchors}))){
vErrors = vErrors === null ? validate80.errors : vErrors.concat(validate80.errors);
errors = vErrors.length;
}
}
}
else {
const err1 = {instancePath,schemaPath:"urn:chatlayer-session:session:1.2.0:session:closed#/type",keyword:"type",params:{type: "object"},message:"must be object"};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
validate94.errors = vErrors;
return errors === 0;
}
validate94.evaluated = {"props":true,"dynamicProps":false,"dynamicItems":false};

export const validateWrite = validate53;

const strictWrite = validate61;

export const validateAnswerStrict = (data) => (strictAnswer(data) ? [] : strictAnswer.errors);
export const validateInternalStrict = (data) => (strictInternal(data) ? [] : strictInternal.errors);
export const validateSessionStrict = (data) => (strictSession(data) ? [] : strictSession.errors);
export const validateWriteStrict = (data) => (strictWrite(data) ? [] : strictWrite.errors);

const UNDOCUMENTED = "undocumented field ({type}); may change without notice";
const FIELDS = {"members":{"botId":{},"sessionId":{},"version":{},"channel":{},"user":{"members":{"firstName":{},"lastName":{"reason":"unstable field (source: Chatlayer documentation, channels Facebook Messenger and web widget); may change without notice"},"fullName":{"reason":"unstable field (source: Chatlayer documentation, channels Facebook Messenger and web widget); may change without notice"}}},"preferredLanguage":{},"locale":{},"nlp":{"members":{"expression":{},"intent":{"members":{"name":{},"score":{}}},"entities":{},"intents":{"items":{"members":{"name":{},"score":{}}}},"sentiment":{"members":{"name":{},"score":{}}}}},"currentDialogstate":{"members":{"name":{},"id":{},"type":{}}},"previousDialogstate":{"members":{"name":{},"id":{},"type":{}}},"messageContent":{},"messageType":{},"lastIntent":{"reason":"unstable field (source: Chatlayer documentation, solving bot issues); may change without notice"},"history":{"reason":"unstable field (source: Chatlayer documentation, solving bot issues); may change without notice"},"input":{"reason":"unstable field (source: Chatlayer documentation, solving bot issues); may change without notice"},"sinchConversationAPI":{"reason":"unstable field (source: Chatlayer documentation, channel Sinch Conversation API); may change without notice"},"channelDetails":{"reason":"unstable field (source: Chatlayer documentation, channel Sparkcentral); may change without notice"},"isPaused":{"reason":"unstable field (source: Chatlayer documentation, Sinch Contact); may change without notice"},"offload":{"reason":"unstable field (source: Chatlayer documentation, Sinch Contact); may change without notice"}}};

const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
const isObject = (value) => typeOf(value) === "object";

function collect(value, field, pointer, found) {
  if (Array.isArray(value) && field.items) value.forEach((item, index) => collect(item, field.items, pointer + "/" + index, found));
  if (!isObject(value) || !field.members) return;
  for (const [name, member] of Object.entries(value)) {
    // An editor reads it.
    if (pointer === "" && name === "$schema") continue;
    const declared = Object.hasOwn(field.members, name) ? field.members[name] : undefined;
    const place = pointer + "/" + name.replaceAll("~", "~0").replaceAll("/", "~1");
    if (declared && !declared.reason) collect(member, declared, place, found);
    else if (declared) found.push({ pointer: place, reason: declared.reason });
    else if (!field.open) found.push({ pointer: place, reason: UNDOCUMENTED.replace("{type}", typeOf(member)) });
  }
}

export const unstableFields = (payload) => {
  const found = [];
  if (!isObject(payload)) return found;
  if (Object.hasOwn(payload, "internal")) collect(payload.internal, FIELDS, "/internal", found);
  else if (Object.keys(payload).some((name) => Object.hasOwn(FIELDS.members, name))) collect(payload, FIELDS, "", found);
  return found;
};
